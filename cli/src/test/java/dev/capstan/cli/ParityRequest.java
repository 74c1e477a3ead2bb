package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** A request, decoded as far as two requests that mean the same are equal. */
final class ParityRequest {
    private ParityRequest() {}

    /** Names and values in the order of the values; the order of different names is no matter. */
    static final class Pairs {
        private final Map<String, List<String>> values = new TreeMap<>();

        void add(String name, String value) {
            values.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
        }

        boolean has(String name) {
            return values.containsKey(name);
        }

        Map<String, List<String>> values() {
            return values;
        }

        /** Reads what is encoded like a form or a query. */
        static Pairs encoded(String text) {
            var pairs = new Pairs();
            for (var pair : text.split("&", -1)) {
                if (!pair.isEmpty()) {
                    var halves = pair.split("=", 2);
                    pairs.add(decoded(halves[0]), halves.length > 1 ? decoded(halves[1]) : "");
                }
            }
            return pairs;
        }

        private static String decoded(String text) {
            try {
                return URLDecoder.decode(text, UTF_8);
            } catch (IllegalArgumentException e) {
                return "(wrongly encoded) " + text;
            }
        }

        @Override
        public String toString() {
            return values.toString();
        }
    }

    /** How a body is to be read. */
    enum BodyKind {
        NONE,
        JSON,
        TEXT,
        FORM,
        MULTIPART
    }

    /** What the file says that the upstream gets. */
    record Expected(
            String method,
            String host,
            List<String> segments,
            boolean endsWithSlash,
            Pairs query,
            Map<String, String> headers,
            BodyKind bodyKind,
            JsonNode body,
            Pairs form) {

        /** What is different in a request that was sent; empty when it is as the file says. */
        List<String> differences(Sent sent) {
            var differences = new ArrayList<String>();
            compare("method", method, sent.method(), differences);
            compare(
                    "host",
                    host.toLowerCase(Locale.ROOT),
                    sent.header("x-forwarded-host").toLowerCase(Locale.ROOT),
                    differences);
            compare("path", path(), sent.path(), differences);
            compare("query", query.values(), sent.query().values(), differences);
            headers.forEach((name, value) -> compare("header " + name, value, sent.header(name), differences));
            switch (bodyKind) {
                case NONE -> compare("body", "", sent.text(), differences);
                case JSON -> compare("body", body, sent.json().orElse(null), differences);
                case TEXT -> compare("body", body.asString(), sent.text(), differences);
                case FORM, MULTIPART ->
                    compare("form", form.values(), sent.form().values(), differences);
            }
            return differences;
        }

        private List<String> path() {
            var path = new ArrayList<>(segments);
            if (endsWithSlash || path.isEmpty()) {
                path.add("");
            }
            return path;
        }

        /** Whether another unit asks the upstream for the very same. */
        boolean isSameAs(Expected other) {
            return method.equals(other.method)
                    && host.equals(other.host)
                    && path().equals(other.path())
                    && query.values().equals(other.query.values())
                    && headers.equals(other.headers)
                    && bodyKind == other.bodyKind
                    && body.equals(other.body)
                    && form.values().equals(other.form.values());
        }
    }

    private static void compare(String what, Object expected, Object sent, List<String> differences) {
        if (!expected.equals(sent)) {
            differences.add(what + " should be " + expected + " but is " + sent);
        }
    }

    /** What reached the upstream. */
    record Sent(String method, String target, Map<String, List<String>> headers, byte[] content) {
        /** What belongs to a connection, and so may differ from request to request. */
        private static final Set<String> HOP =
                Set.of("host", "connection", "content-length", "transfer-encoding", "upgrade", "http2-settings");

        private static final Pattern LEGAL = Pattern.compile("(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*");
        private static final Pattern PART_NAME = Pattern.compile("[; ]name=\"?([^\";\r\n]*)");

        static Sent of(FakeUpstream.Received received) {
            var headers = new TreeMap<String, List<String>>();
            received.head().lines().skip(1).filter(line -> line.contains(":")).forEach(line -> {
                var halves = line.split(":", 2);
                headers.computeIfAbsent(halves[0].toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                        .add(halves[1].strip());
            });
            var words = received.requestLine().split(" ", -1);
            return new Sent(words[0], words[1], headers, received.body());
        }

        List<String> path() {
            var path = target.split("\\?", 2)[0];
            if (!LEGAL.matcher(target).matches() || !path.startsWith("/")) {
                return List.of("(no legal path) " + path);
            }
            return Arrays.stream(path.substring(1).split("/", -1))
                    .map(ParityPath::decoded)
                    .toList();
        }

        Pairs query() {
            return Pairs.encoded(target.contains("?") ? target.substring(target.indexOf('?') + 1) : "");
        }

        String header(String name) {
            return String.join(", ", headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()));
        }

        String text() {
            return new String(content, UTF_8);
        }

        Optional<JsonNode> json() {
            try {
                return content.length == 0 ? Optional.empty() : Optional.of(TestServer.JSON.readTree(content));
            } catch (JacksonException e) {
                return Optional.empty();
            }
        }

        /** The fields of a form in either encoding. */
        Pairs form() {
            var type = header("content-type");
            if (!type.startsWith("multipart/form-data")) {
                return Pairs.encoded(text());
            }
            var fields = new Pairs();
            var boundary = "--" + type.replaceAll(".*boundary=\"?([^\";]*).*", "$1");
            for (var part : new String(content, ISO_8859_1).split(Pattern.quote(boundary), -1)) {
                var halves = part.split("\r\n\r\n", 2);
                var name = PART_NAME.matcher(halves[0]);
                if (halves.length == 2 && name.find()) {
                    var value = halves[1].replaceAll("\r\n$", "");
                    fields.add(utf8(name.group(1)), utf8(value));
                }
            }
            return fields;
        }

        private static String utf8(String octets) {
            return new String(octets.getBytes(ISO_8859_1), UTF_8);
        }

        /** What is different in the request that the other door has sent. */
        List<String> differences(Sent other) {
            var differences = new ArrayList<String>();
            compare("method", method, other.method, differences);
            compare("path", path(), other.path(), differences);
            compare("query", query().values(), other.query().values(), differences);
            compare("headers", endToEnd(), other.endToEnd(), differences);
            if (header("content-type").startsWith("multipart/")) {
                compare("form", form().values(), other.form().values(), differences);
            } else if (json().isEmpty() || !json().equals(other.json())) {
                compare("body", text(), other.text(), differences);
            }
            return differences;
        }

        private Map<String, List<String>> endToEnd() {
            var headers = new LinkedHashMap<>(this.headers);
            headers.keySet().removeAll(HOP);
            headers.computeIfPresent(
                    "content-type",
                    (name, types) -> types.stream()
                            .map(type -> type.replaceAll("(boundary=).*", "$1"))
                            .toList());
            return headers;
        }

        @Override
        public String toString() {
            return method + " " + target + (content.length == 0 ? "" : " " + text());
        }
    }
}
