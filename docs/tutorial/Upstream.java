import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The two APIs of the tutorial: the repertoire of an orchestra in JSON, and an old list of halls in CSV. It keeps
 * nothing: what is written to it is only answered.
 *
 * <p>Usage: {@code java Upstream.java [PORT]}; the port is 8000 without, and any free one with 0.
 */
public final class Upstream {
    private static final Map<String, String> PIECES = new TreeMap<>(Map.of(
            "P-11",
            """
            {"piece_no": "P-11", "piece_title": "The Hebrides", "composed_by": "Mendelssohn",
             "length": {"minutes": 10, "movements": 1}}""",
            "P-12",
            """
            {"piece_no": "P-12", "piece_title": "Symphony No. 3", "composed_by": "Farrenc",
             "length": {"minutes": 34, "movements": 4}}""",
            "P-13",
            """
            {"piece_no": "P-13", "piece_title": "Overture No. 1", "composed_by": "Farrenc",
             "length": {"minutes": 7, "movements": 1}}"""));

    private static final List<String> PLAYERS = List.of(
            "{\"player_id\": 1, \"full_name\": \"Ida Rask\", \"plays\": \"oboe\"}",
            "{\"player_id\": 2, \"full_name\": \"Tom Bauer\", \"plays\": \"viola\"}",
            "{\"player_id\": 3, \"full_name\": \"Mina Okoro\", \"plays\": \"horn\"}");

    private static final String CONCERT =
            """
            {"concert_id": "C-5", "held_on": "2027-01-16", "hall_code": "ODE", "piece_nos": ["P-13", "P-11"],
             "player_ids": [3, 1], "state": "announced"}""";

    private static final String HALLS =
            """
            code,name,city,seats
            ODE,Odeon,Lindau,420
            KEL,"Press House, Old",Weinheim,160
            """;

    private record Answer(int status, String type, String body) {
        static Answer json(int status, String body) {
            return new Answer(status, "application/json", body);
        }

        static Answer found(Optional<String> body) {
            return body.map(it -> json(200, it)).orElseGet(() -> json(404, "{\"error\": \"not found\"}"));
        }
    }

    public static void main(String[] args) throws IOException {
        var port = args.length > 0 ? Integer.parseInt(args[0]) : 8000;
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", Upstream::handle);
        server.start();
        System.out.println("The APIs of the tutorial are at http://127.0.0.1:" + server.getAddress().getPort());
    }

    private static void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var answer = answer(exchange, body);
            System.out.println(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI() + "  " + answer.status() + "  " + body);
            if (answer.status() == 204) {
                exchange.sendResponseHeaders(204, -1);
                return;
            }
            var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static Answer answer(HttpExchange exchange, String body) {
        var path = exchange.getRequestURI().getPath();
        if (path.equals("/halls/list.csv")) {
            return new Answer(200, "text/csv", HALLS);
        }
        if (path.equals("/podium/pieces")) {
            return Answer.json(200, list(PIECES.values(), "composed_by", parameter(exchange, "composer")));
        }
        if (path.startsWith("/podium/pieces/")) {
            return Answer.found(Optional.ofNullable(PIECES.get(path.substring("/podium/pieces/".length()))));
        }
        if (!"Bearer rosin".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return Answer.json(401, "{\"error\": \"who are you?\"}");
        }
        if (!"2".equals(exchange.getRequestHeaders().getFirst("X-Podium-Version"))) {
            return Answer.json(400, "{\"error\": \"X-Podium-Version must be 2\"}");
        }
        return members(exchange, path, body);
    }

    /** What only those may see and change who have the token. */
    private static Answer members(HttpExchange exchange, String path, String body) {
        var method = exchange.getRequestMethod();
        if (path.equals("/podium/players")) {
            return Answer.json(200, list(PLAYERS, "plays", parameter(exchange, "instrument")));
        }
        if (path.equals("/podium/concerts") && method.equals("POST")) {
            return Answer.json(201, "{\"concert_id\": \"C-6\", \"state\": \"planned\", " + body.strip().substring(1));
        }
        if (!path.equals("/podium/concerts/C-5")) {
            return Answer.found(Optional.empty());
        }
        return switch (method) {
            case "GET" -> Answer.json(200, CONCERT);
            case "PUT" -> Answer.json(200, "{\"concert_id\": \"C-5\", " + body.strip().substring(1));
            case "DELETE" -> Answer.json(204, "");
            default -> Answer.json(405, "{\"error\": \"no " + method + " here\"}");
        };
    }

    private static String list(Iterable<String> items, String member, Optional<String> value) {
        var parts = new java.util.ArrayList<String>();
        for (var item : items) {
            if (value.isEmpty() || item.contains("\"" + member + "\": \"" + value.get() + "\"")) {
                parts.add(item);
            }
        }
        return parts.stream().collect(Collectors.joining(",\n ", "[", "]"));
    }

    private static Optional<String> parameter(HttpExchange exchange, String name) {
        var query = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
        return Arrays.stream(query.split("&"))
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8))
                .findFirst();
    }
}
