package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.catalog.CapabilityFiles;
import dev.capstan.compile.CompileSettings;
import dev.capstan.exposure.Resource;
import dev.capstan.flow.Answer;
import dev.capstan.flow.Flow;
import dev.capstan.script.ScriptPermission;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An example of keys: a capability file, and in a second document how it is used.
 *
 * <ul>
 *   <li>{@code calls}: texts such as {@code GET /path} and {@code tool name}, or mappings with that text under
 *       {@code call}, and {@code headers}, {@code body} or {@code arguments}; {@code rpc METHOD /path} with
 *       {@code params}; {@code list} for what the command prints; {@code offers} for what MCP adapters have, and
 *       {@code resource URI} for the call that makes it
 *   <li>{@code variables}: the environment
 *   <li>{@code answers} of the upstream, by the beginning of the request line: a body, or {@code status}, {@code type},
 *       {@code headers} and {@code body}
 *   <li>{@code scripts}, where scripts are allowed
 *   <li>"files" beside the capability file, which are not served
 *   <li>{@code changes}: by {@code part.key}, another value that tells more than the absence of the key
 * </ul>
 *
 * Beside it, a text file with the same name has what must come of it at upstreams and at callers.
 */
record KeyExample(String name, Object file, Map<String, Object> use) {
    static final Path FOLDER = Path.of("src", "test", "resources", "keys");

    /** Headers that are the same in all requests. */
    private static final Set<String> USUAL = Set.of(
            "host",
            "connection",
            "content-length",
            "accept-encoding",
            "accept: */*",
            "user-agent: capstan",
            "upgrade",
            "http2-settings");

    /**
     * What came of it.
     *
     * @param transcript what upstreams and callers got
     * @param problems the codes of what is told, sorted; of several one for each
     */
    record Outcome(String transcript, List<String> problems) {}

    static List<KeyExample> all() {
        try (var files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .map(KeyExample::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KeyExample read(Path path) {
        try {
            var documents = FormatDocuments.read(Files.readString(path));
            if (documents.size() != 2) {
                throw new AssertionError(path + " has " + documents.size() + " documents (expected: 2)");
            }
            var name = path.getFileName().toString().replace(".yaml", "");
            return new KeyExample(name, documents.get(0), mapping(documents.get(1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same with another capability file. */
    KeyExample with(Object other) {
        return new KeyExample(name, other, use);
    }

    @SuppressWarnings("unchecked") // FormatDocuments makes all keys texts.
    private static Map<String, Object> mapping(Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }

    Map<String, Object> part(String word) {
        return mapping(use.get(word));
    }

    /** @param folder an empty one */
    Outcome run(Path folder, FakeUpstream upstream) {
        return run(folder, upstream, text -> false);
    }

    /** @param isEnough whether the transcript so far tells all that is asked */
    Outcome run(Path folder, FakeUpstream upstream, Predicate<String> isEnough) {
        try {
            var served = Files.createDirectories(folder.resolve("served"));
            var yaml = Files.writeString(served.resolve("a.yaml"), FormatDocuments.write(file));
            for (var other : part("files").entrySet()) {
                var path = served.resolve(other.getKey());
                Files.createDirectories(path.getParent());
                Files.writeString(path, String.valueOf(other.getValue()));
            }
            upstream.answer(this::answer);
            var codes = CapabilityFiles.load(yaml, CompileSettings.NONE).problems().stream()
                    .map(problem -> problem.code().code())
                    .sorted()
                    .toList();
            return new Outcome(transcript(yaml, upstream, isEnough), codes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String transcript(Path yaml, FakeUpstream upstream, Predicate<String> isEnough) {
        var variables = part("variables").entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, each -> String.valueOf(each.getValue())));
        var text = new StringBuilder();
        try (var server = TestServer.of(yaml)
                .upstream(upstream.url())
                .variables(variables)
                .bindRoots(yaml.getParent())
                .scripts(ScriptPermission.of(use.containsKey("scripts")))
                .start()) {
            for (var call : (List<?>) use.get("calls")) {
                upstream.received().clear();
                text.append(call(server, yaml, call));
                upstream.received().stream().map(KeyExample::shown).forEach(text::append);
                if (isEnough.test(comparable(text, yaml, upstream))) {
                    break;
                }
            }
        }
        return comparable(text, yaml, upstream);
    }

    /** Without what differs from run to run. */
    private static String comparable(CharSequence text, Path yaml, FakeUpstream upstream) {
        return text.toString()
                .replace(yaml.getParent().toString(), "FOLDER")
                .replace(upstream.url(), "http://upstream")
                .replaceAll("a\\.yaml:\\d+:\\d+", "a.yaml")
                .replaceAll("oauth_(nonce|timestamp)=\"[^\"]*\"", "oauth_$1")
                .replaceAll("\\d{8}T\\d{6}Z", "NOW")
                .replaceAll("/\\d{8}/", "/TODAY/")
                .replaceAll("Signature=[0-9a-f]{64}", "Signature")
                .replaceAll("cnonce=\"[^\"]*\"|response=\"[^\"]*\"", "hash")
                .replaceAll("capstan-[0-9A-Za-z-]{12,}", "BOUNDARY");
    }

    // --- calls ---

    private String call(TestServer server, Path yaml, Object given) {
        var call = given instanceof Map ? mapping(given) : Map.<String, Object>of("call", given);
        var words = String.valueOf(call.get("call")).split(" ", -1);
        return "> " + call.get("call") + "\n" + answered(server, yaml, words, call);
    }

    private static String answered(TestServer server, Path yaml, String[] words, Map<String, Object> call) {
        try {
            return switch (words[0]) {
                case "list" -> listed(yaml);
                case "offers" -> offered(yaml);
                case "resource" ->
                    CommandFixture.run("explain", yaml.toString(), words[1]).out();
                case "tool" -> tool(server, words[1], call);
                case "rpc" -> rpc(server, words, call);
                default -> route(server, words, call);
            };
        } catch (UncheckedIOException e) {
            // Without adapters of this kind there is no listener.
            return "< nobody listens\n";
        }
    }

    private static String listed(Path yaml) {
        return CapabilityFiles.load(yaml, CompileSettings.NONE)
                .capability()
                .map(capability -> "< " + capability.label() + "\n"
                        + lines(capability.rest(), it -> "rest " + it.namespace() + " " + it.endpoint())
                        + lines(capability.mcp(), it -> "mcp " + it.namespace() + " " + it.endpoint())
                        + lines(capability.skills(), it -> "skill " + it.namespace() + " " + it.endpoint()))
                .orElse("< nothing\n");
    }

    private static String offered(Path yaml) {
        return CapabilityFiles.load(yaml, CompileSettings.NONE).capability().stream()
                .flatMap(capability -> capability.mcp().stream())
                .map(adapter -> "< mcp " + adapter.namespace() + " " + adapter.version() + " " + adapter.caching() + " "
                        + adapter.icons() + " " + adapter.description() + "\n"
                        + lines(adapter.tools(), it -> "tool " + it.name() + " " + it.hints() + " " + it.icons())
                        + lines(adapter.resources(), KeyExample::shown)
                        + lines(
                                adapter.prompts(),
                                it -> "prompt " + it.name() + " " + it.title() + " " + it.description() + " "
                                        + it.icons() + " " + it.arguments() + " " + it.source()))
                .collect(Collectors.joining());
    }

    private static String shown(Resource resource) {
        var inputs = resource.maker().stream()
                .flatMap(flow -> flow.inputs().list().stream())
                .map(input -> input.name() + " " + input.shape().choices())
                .toList();
        var made = resource instanceof Resource.Made flow
                ? flow.binary() + " " + inputs + bytes(flow.flow())
                : ((Resource.Folder) resource).path().toString();
        return "resource " + resource.about().toString().replaceAll(", position=.*", "") + " " + made;
    }

    private static String bytes(Flow flow) {
        return flow instanceof Flow.Call call && call.answer() instanceof Answer.Bytes bytes ? " " + bytes : "";
    }

    private static <T> String lines(List<T> things, Function<T, String> text) {
        return things.stream().map(thing -> "    " + text.apply(thing) + "\n").collect(Collectors.joining());
    }

    private static String route(TestServer server, String[] words, Map<String, Object> call) {
        var headers = mapping(call.get("headers")).entrySet().stream()
                .flatMap(header -> Stream.of(header.getKey(), String.valueOf(header.getValue())))
                .toArray(String[]::new);
        var body = call.containsKey("body") ? String.valueOf(call.get("body")).getBytes(UTF_8) : null;
        var answer = server.send(words[0], server.rest(words[1]), body, headers);
        return "< " + answer.statusCode() + " "
                + answer.headers().firstValue("Content-Type").orElse("-") + "\n"
                + indented(new String(answer.body(), UTF_8));
    }

    private static String tool(TestServer server, String tool, Map<String, Object> call) {
        var arguments = TestServer.JSON.writeValueAsString(call.getOrDefault("arguments", Map.of()));
        return rpc(server, "/mcp", "tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}");
    }

    private static String rpc(TestServer server, String[] words, Map<String, Object> call) {
        var params = TestServer.JSON.writeValueAsString(call.getOrDefault("params", Map.of()));
        return rpc(server, words.length > 2 ? words[2] : "/mcp", words[1], params);
    }

    private static String rpc(TestServer server, String path, String method, String params) {
        var reply = server.rpc(path, method, params);
        var shown = reply == null || !reply.has("result") ? reply : reply.get("result");
        var isToolList = method.equals("tools/list") && shown != null && shown.has("tools");
        return isToolList
                ? shown.get("tools")
                        .valueStream()
                        .map(tool -> "< " + tool + "\n")
                        .collect(Collectors.joining())
                : "< " + shown + "\n";
    }

    // --- the upstream ---

    private static String shown(FakeUpstream.Received request) {
        var headers = request.head()
                .lines()
                .skip(1)
                .filter(line -> !line.isBlank())
                .filter(line -> !USUAL.contains(line.toLowerCase(Locale.ROOT))
                        && !USUAL.contains(line.toLowerCase(Locale.ROOT).split(":", 2)[0]))
                .sorted()
                .map(line -> "    " + line + "\n")
                .collect(Collectors.joining());
        return "  upstream " + request.requestLine().replace(" HTTP/1.1", "") + "\n" + headers
                + indented(new String(request.body(), UTF_8));
    }

    private static String indented(String text) {
        return text.isEmpty()
                ? ""
                : text.lines().map(line -> "    " + line + "\n").collect(Collectors.joining());
    }

    private String answer(FakeUpstream.Received request) {
        var line = request.requestLine();
        var found = part("answers").entrySet().stream()
                .filter(answer -> line.startsWith(answer.getKey()))
                .max(Comparator.comparingInt(answer -> answer.getKey().length()))
                .map(Map.Entry::getValue)
                .orElse("{\"ok\":true}");
        if (!(found instanceof Map)) {
            return FakeUpstream.ok(String.valueOf(found));
        }
        var answer = mapping(found);
        var body = String.valueOf(answer.getOrDefault("body", ""));
        var head = new ArrayList<String>();
        mapping(answer.get("headers")).forEach((name, value) -> head.add(name + ": " + value + "\r\n"));
        return FakeUpstream.message(
                        Integer.parseInt(String.valueOf(answer.getOrDefault("status", 200))),
                        String.valueOf(answer.getOrDefault("type", "application/json")),
                        body)
                .replaceFirst("\r\n", "\r\n" + String.join("", head));
    }

    /** Where each key stands, by {@code part.key}. */
    static Map<String, List<Map<String, Object>>> keys(FormatParts parts, Object file) {
        var keys = new HashMap<String, List<Map<String, Object>>>();
        parts.visit(
                file,
                (part, mapping) -> mapping.keySet()
                        .forEach(key -> keys.computeIfAbsent(part + "." + key, any -> new ArrayList<>())
                                .add(mapping)));
        return keys;
    }
}
