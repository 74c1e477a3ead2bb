package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.catalog.CapabilityFiles;
import dev.capstan.catalog.CatalogEntry;
import dev.capstan.cli.ParityFile.Unit;
import dev.capstan.cli.ParityRequest.Sent;
import dev.capstan.cli.RawYaml.Place;
import dev.capstan.exposure.Endpoint;
import dev.capstan.problem.Position;
import dev.capstan.value.PercentCoding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** A server of many files, before an upstream that writes down what it gets. */
final class ParityServer implements AutoCloseable {
    private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]+)}");
    private static final String UNTOUCHED = "A-Za-z0-9._~!$&'()*+,;=:@/-";

    private final FakeUpstream upstream = new FakeUpstream();
    private final TestServer server;

    /**
     * What came of a call.
     *
     * @param answer for people
     */
    record Result(Optional<Sent> sent, Answer answer) {}

    /** What the caller got. */
    record Answer(String text, boolean isReadable) {}

    ParityServer(Path folder, Function<String, Optional<String>> variables, Map<String, String> baseUris) {
        upstream.behave(socket -> FakeUpstream.write(socket, "HTTP/1.1 204 No Content\r\n\r\n"));
        var builder = TestServer.of(folder)
                .address(Endpoint.LOOPBACK)
                .upstream(upstream.url())
                .variables(variables);
        baseUris.forEach(builder::baseUri);
        server = builder.start();
    }

    /** The capability files of a folder. */
    static List<Path> filesIn(Path folder) {
        try {
            return CapabilityFiles.find(List.of(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files, as they were named when they were loaded. */
    List<Path> files() {
        return server.server().catalog().entries().stream()
                .map(entry -> Path.of(entry.file()))
                .toList();
    }

    /** Calls a unit; empty when the server does not have it. */
    Optional<Result> call(ParityCase call) {
        var entry = server.server().catalog().entries().stream()
                .filter(it -> Path.of(it.file()).equals(call.file().path()))
                .findFirst()
                .orElseThrow();
        upstream.received().clear();
        var answer = call.unit().door() == Door.REST
                ? route(entry, call.unit()).map(route -> callRoute(route, call))
                : tool(entry, call.unit()).map(tool -> callTool(tool, call));
        return answer.map(
                it -> new Result(upstream.received().stream().findFirst().map(Sent::of), it));
    }

    private static Optional<CatalogEntry.Route> route(CatalogEntry entry, Unit unit) {
        var candidates = entry.routes().stream()
                .filter(route -> route.route().method().equals(unit.method()))
                .toList();
        return candidates.stream()
                .filter(route -> isAt(route.route().position(), unit))
                .findFirst()
                .or(() -> only(candidates.stream()
                        .filter(route -> route.route().writtenPath().equals(unit.path()))
                        .toList()));
    }

    private static Optional<CatalogEntry.NamedTool> tool(CatalogEntry entry, Unit unit) {
        var candidates = entry.tools().stream()
                .filter(tool -> tool.tool().name().equals(unit.name()))
                .toList();
        return entry.tools().stream()
                .filter(tool -> isAt(tool.tool().position(), unit))
                .findFirst()
                .or(() -> only(candidates));
    }

    private static <T> Optional<T> only(List<T> candidates) {
        return candidates.size() == 1 ? Optional.of(candidates.get(0)) : Optional.empty();
    }

    private static boolean isAt(Position position, Unit unit) {
        return unit.places().contains(new Place(position.line(), position.column()));
    }

    private Answer callRoute(CatalogEntry.Route route, ParityCase call) {
        var given = call.given();
        var query = new ArrayList<String>();
        given.query()
                .values()
                .forEach((name, values) -> values.forEach(
                        value -> query.add(PercentCoding.encode(name) + "=" + PercentCoding.encode(value))));
        var target = path(route.canonicalPath(), given.path()) + (query.isEmpty() ? "" : "?" + String.join("&", query));
        var body = given.body();
        var headers = new ArrayList<String>();
        given.headers().forEach((name, value) -> headers.addAll(List.of(name, value)));
        if (body.isPresent() && given.headers().keySet().stream().noneMatch("Content-Type"::equalsIgnoreCase)) {
            headers.addAll(
                    List.of("Content-Type", body.get().isString() ? "text/plain; charset=utf-8" : "application/json"));
        }
        var bytes = body.map(value -> value.isString() ? value.asString() : value.toString())
                .map(text -> text.getBytes(UTF_8))
                .orElse(null);
        var request = route.route().method() + " " + target;
        try {
            var response =
                    server.send(route.route().method(), server.rest(target), bytes, headers.toArray(String[]::new));
            return new Answer(
                    request + " answered " + response.statusCode() + " " + new String(response.body(), UTF_8), true);
        } catch (UncheckedIOException e) {
            return new Answer(request + " answered what no client can read: " + e.getMessage(), false);
        }
    }

    /** Fills the variables of a canonical path; its other text is not encoded. */
    private static String path(String canonical, Map<String, String> values) {
        var path = new StringBuilder();
        var variable = VARIABLE.matcher(canonical);
        var end = 0;
        while (variable.find()) {
            path.append(literal(canonical.substring(end, variable.start())));
            var name = variable.group(1).replaceAll("^\\+|\\+$", "");
            var isGreedy = !name.equals(variable.group(1));
            var value = values.entrySet().stream()
                    .filter(entry -> ParityTargets.isSameName(entry.getKey(), name))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse("");
            var encoded = PercentCoding.encode(value);
            path.append(isGreedy ? encoded.replace("%2F", "/") : encoded);
            end = variable.end();
        }
        return path.append(literal(canonical.substring(end))).toString();
    }

    private static String literal(String text) {
        return Pattern.compile("[^" + UNTOUCHED + "]")
                .matcher(text)
                .replaceAll(found -> PercentCoding.encode(found.group()));
    }

    private Answer callTool(CatalogEntry.NamedTool tool, ParityCase call) {
        var name = tool.tool().name();
        var namespace = tool.qualifiedName().substring(0, tool.qualifiedName().length() - name.length() - 2);
        var arguments = call.given().arguments().toString();
        var reply = server.rpc(
                "/mcp/" + literal(namespace),
                "tools/call",
                "{\"name\":" + TestServer.JSON.writeValueAsString(name) + ",\"arguments\":" + arguments + "}");
        return new Answer(name + " with " + arguments + " answered " + shown(reply), true);
    }

    private static String shown(JsonNode reply) {
        var result = reply.get("result");
        return result == null ? reply.toString() : result.path("content").toString();
    }

    @Override
    public void close() {
        server.close();
        try {
            upstream.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
