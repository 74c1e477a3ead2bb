package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.capstan.script.ScriptPermission;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Script steps at both doors. One server runs them all: its processes need a second to start. */
class ScriptsTest {
    @TempDir
    static Path folder;

    private static final FakeUpstream UPSTREAM = new FakeUpstream();
    private static TestServer server;

    /** Programs by the name of the tool, and of the first segment of the route, that runs them. */
    private static final Map<String, String> PROGRAMS = new LinkedHashMap<>();

    static {
        PROGRAMS.put("values", "result = [context.id, context.n + 1, context.limit + 1, context.text, context.ship];");
        PROGRAMS.put("helped", "'use strict'; let result = double(context.n);");
        PROGRAMS.put("numbers", "result = [0.1, 1e21, -0, 9007199254740991, 1/3, NaN];");
        PROGRAMS.put("later", "(async () => { await 1; result = 'later'; })();");
        PROGRAMS.put("nothing", "var x = 1;");
        PROGRAMS.put("none", "result = null;");
        PROGRAMS.put("endless", "while (true) {}");
        PROGRAMS.put("slow", "/^(a+)+\\1b$/.test('a'.repeat(50));");
        PROGRAMS.put("hog", "var all = []; for (var i = 0; i < 9000; i++) all.push(new Uint8Array(1000000));");
        PROGRAMS.put("huge", "result = 'x'.repeat(10 * 1024 * 1024);");
        PROGRAMS.put("syntax", "var a = 1;\nlet x = ;");
        PROGRAMS.put("throw", "var a = 1;\n\nthrow new Error('no ship ' + context.id);");
        PROGRAMS.put("throw-long", "throw new Error('y'.repeat(100000));");
        PROGRAMS.put("throw-secret", "throw new Error('the key is ' + context.key);");
        PROGRAMS.put("type", "context.ship.flag.port;");
        PROGRAMS.put("cycle", "result = {}; result.result = result;");
        PROGRAMS.put("deep", "result = []; for (var i = 0; i < 600; i++) result = [result];");
        PROGRAMS.put("java", "result = Java.type('java.lang.System').getenv();");
        PROGRAMS.put("load", "load('/etc/passwd');");
        PROGRAMS.put("require", "result = require('fs');");
        PROGRAMS.put("process", "result = process.env;");
        PROGRAMS.put("constructor", "result = context.constructor.constructor('return process')();");
        PROGRAMS.put("module", "import('/etc/passwd').then(m => { result = 'open'; }, e => { result = 'closed'; });");
        PROGRAMS.put(
                "names",
                "result = [typeof Java, typeof Packages, typeof java, typeof Polyglot, typeof load, typeof read,"
                        + " typeof require, typeof process, typeof quit, typeof print, typeof fetch, typeof Graal,"
                        + " typeof WebAssembly].filter(t => t !== 'undefined').length;");
        PROGRAMS.put("leave", "globalThis.left = 1; JSON.stringify = () => '\"forged\"'; result = 1;");
        PROGRAMS.put("look", "result = typeof left;");
    }

    @BeforeAll
    static void start() throws IOException {
        UPSTREAM.answer(request -> "{\"name\":\"Ida\",\"length\":12345678901234567890}");
        var scripts = Files.createDirectory(folder.resolve("scripts"));
        Files.writeString(scripts.resolve("double.js"), "const double = n => 2 * n;");
        for (var program : PROGRAMS.entrySet()) {
            Files.writeString(scripts.resolve(program.getKey() + ".js"), program.getValue());
        }
        var quick =
                PROGRAMS.keySet().stream().filter(name -> !name.equals("slow")).toList();
        Files.writeString(folder.resolve("a.yaml"), file("a", quick, "timeout: 60000"));
        Files.writeString(folder.resolve("b.yaml"), file("b", List.of("slow"), "timeout: 300"));
        Files.writeString(folder.resolve("sum.js"), "result = {sum: context.values.reduce((a, b) => a + b, 0)};");
        Files.writeString(folder.resolve("c.yaml"), """
                naftiko: 1.0.0-alpha2
                capability:
                  exposes:
                  - type: mcp
                    namespace: sums
                    port: 9090
                    tools:
                    - name: sum
                      description: Sums.
                      inputParameters: [{name: values, type: array, items: {type: number}}]
                      steps:
                      - {type: script, name: sum, language: JavaScript, location: 'file:///./', file: sum.js}
                """);
        server = server(folder).scripts(ScriptPermission.of(true)).start();
    }

    private static TestServer.Builder server(Path path) {
        return TestServer.of(path)
                .upstream(UPSTREAM.url())
                .timeout(Duration.ofSeconds(30))
                .variables(Map.of("KEY", "s3cret"));
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        UPSTREAM.close();
    }

    /** A file with an operation for each script, at both doors. */
    private static String file(String namespace, List<String> scripts, String limits) {
        var text = new StringBuilder("""
                naftiko: 1.0.0-alpha2
                binds:
                - {namespace: env, keys: {KEY: KEY}}
                capability:
                  consumes:
                  - namespace: api
                    baseUri: https://api.test
                    resources:
                    - path: /ships/{imo}
                      operations:
                      - {name: ship, method: GET, inputParameters: [{name: imo, in: path}]}
                  exposes:
                  - type: control
                    port: 9900
                    management: {scripting: {defaultLanguage: javascript, defaultLocation: 'file:///./scripts', %2$s}}
                  - type: rest
                    namespace: %1$s-rest
                    port: 8080
                    resources:
                """.formatted(namespace, limits));
        for (var script : scripts) {
            text.append("    - path: /" + script + "/{id}\n      operations:\n      - method: GET\n"
                    + "        inputParameters: [{name: id, in: path}, {name: n, in: query, type: integer}]\n"
                    + steps(script, "        "));
        }
        text.append("  - type: mcp\n    namespace: " + namespace + "-mcp\n    port: 9090\n    tools:\n");
        for (var script : scripts) {
            text.append("    - name: " + script + "\n      description: Runs it.\n"
                    + "      inputParameters: [{name: id, type: string}, {name: n, type: integer}]\n"
                    + steps(script, "      "));
        }
        return text.toString();
    }

    private static String steps(String script, String indent) {
        return """
                steps:
                - {type: call, name: ship, call: api.ship, with: {imo: '{{id}}'}}
                - {type: script, name: made, file: %s.js, dependencies: [double.js], with: {limit: 3, text: '4', key: '{{KEY}}'}}
                mappings:
                - {targetName: made, value: $.made}
                """.formatted(script).indent(indent.length());
    }

    private static Door.Answer call(Door door, String script) {
        return call(server, door, script);
    }

    private static Door.Answer call(TestServer server, Door door, String script) {
        if (door == Door.MCP) {
            return Door.answer(server.callTool(script, "{\"id\":\"a\",\"n\":5}"));
        }
        var response = server.get(server.rest("/" + script + "/a?n=5"));
        return new Door.Answer(
                response.statusCode() >= 400, response.statusCode(), new String(response.body(), UTF_8), "");
    }

    static Stream<Arguments> results() {
        return cases(Map.of(
                "values", "[\"a\",6,4,\"4\",{\"name\":\"Ida\",\"length\":12345678901234567000}]",
                "helped", "10",
                "numbers", "[0.1,1E+21,0,9007199254740991,0.3333333333333333,null]",
                "later", "\"later\"",
                "nothing", "null",
                "none", "null",
                "module", "\"closed\"",
                "names", "0",
                "leave", "1",
                "look", "\"undefined\""));
    }

    private static Stream<Arguments> cases(Map<String, String> cases) {
        return cases.entrySet().stream()
                .flatMap(one -> Stream.of(Door.values()).map(door -> Arguments.of(door, one.getKey(), one.getValue())));
    }

    @ParameterizedTest
    @MethodSource("results")
    void aScriptSeesWhatIsThereAndGivesItsResult(Door door, String script, String result) {
        var answer = call(door, script);

        assertThat(answer.text()).isEqualTo("{\"made\":" + result + "}");
    }

    /** A process runs one script after the other, and what its engine learnt of one must not show in another. */
    @ParameterizedTest
    @EnumSource(Door.class)
    void aDeclaredResultIsSeenAfterOthersThatAreAssigned(Door door) {
        for (var run = 0; run < 30; run++) {
            call(door, "values");
            assertThat(call(door, "helped").text()).as("run %d", run).isEqualTo("{\"made\":10}");
            call(door, "nothing");
        }
    }

    static Stream<Arguments> failures() {
        var cases = new LinkedHashMap<String, String>();
        cases.put("endless", "was stopped: it ran more than 100000 statements.");
        cases.put("huge", "gave more than 10 MiB.");
        cases.put("syntax", "failed at syntax.js:2: SyntaxError: syntax.js:2:8 Expected an operand but found ;.");
        cases.put("throw", "failed at throw.js:3: Error: no ship a.");
        cases.put("throw-long", "failed at throw-long.js:1: Error: " + "y".repeat(193) + ".");
        cases.put("throw-secret", "failed at throw-secret.js:1: Error: the key is ***.");
        cases.put("type", "failed at type.js:1: TypeError: Cannot read property 'port' of undefined.");
        cases.put("cycle", "failed: TypeError: Converting circular structure to JSON.");
        cases.put("deep", "gave a value that cannot be read: it is nested deeper than 500 levels.");
        cases.put("java", "failed at java.js:1: ReferenceError: Java is not defined.");
        cases.put("load", "failed at load.js:1: ReferenceError: load is not defined.");
        cases.put("require", "failed at require.js:1: ReferenceError: require is not defined.");
        cases.put("process", "failed at process.js:1: ReferenceError: process is not defined.");
        cases.put("constructor", "failed at constructor.js:1: ReferenceError: process is not defined.");
        // The others end their process, which takes the next call a second to replace.
        return Stream.concat(
                cases(cases),
                Stream.of(
                        Arguments.of(Door.MCP, "slow", "was stopped: it took longer than 300 ms."),
                        Arguments.of(
                                Door.REST,
                                "hog",
                                "was stopped: it needs more memory than a script may have (64 MiB in all).")));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aScriptThatFailsIsTold(Door door, String script, String what) {
        var answer = call(door, script);

        assertThat(answer.isError()).isTrue();
        assertThat(answer.text())
                .contains("The script " + script + ".js " + what + " That was the step 'made' (script, 2 of 2);"
                        + " done before it: 'ship' (api.ship, HTTP 200).")
                .contains("script-failed");
        if (door == Door.REST) {
            assertThat(answer.status()).isEqualTo(500);
        }
        assertThat(call(door, "helped").text()).isEqualTo("{\"made\":10}");
    }

    @Test
    void manyCallsAtOnceGetTheirOwnResults() {
        var calls = IntStream.range(0, 20)
                .mapToObj(i -> CompletableFuture.supplyAsync(() ->
                        new String(server.get(server.rest("/helped/a?n=" + i)).body(), UTF_8)))
                .toList();

        for (var i = 0; i < calls.size(); i++) {
            assertThat(calls.get(i).join()).isEqualTo("{\"made\":" + 2 * i + "}");
        }
    }

    @Test
    void aCallerThatGoesAwayStopsTheScript() throws Exception {
        var own = Files.createDirectories(folder.resolve("long.d/scripts"));
        Files.writeString(own.resolve("slow.js"), PROGRAMS.get("slow"));
        Files.writeString(own.resolve("double.js"), "");
        Files.writeString(own.resolve("../long.yaml"), file("long", List.of("slow"), "timeout: 60000"));
        var before = children();
        try (var patient =
                server(own.getParent()).scripts(ScriptPermission.ALLOWED).start()) {
            try (var caller = new Socket(InetAddress.getLoopbackAddress(), patient.restPort())) {
                caller.getOutputStream().write("GET /slow/a HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
                FolderFixture.until(() -> !before.containsAll(children()));
            }
            FolderFixture.until(() -> before.containsAll(children()));
        }
    }

    /** The processes that this one has started and that still run. */
    private static Set<Long> children() {
        return ProcessHandle.current()
                .children()
                .filter(ProcessHandle::isAlive)
                .map(ProcessHandle::pid)
                .collect(Collectors.toSet());
    }

    @Test
    void aChangedScriptIsTakenOverAndAServerThatStopsLeavesNoProcess() throws Exception {
        var own = Files.createDirectories(folder.resolve("changing.d/scripts"));
        Files.writeString(own.resolve("made.js"), "result = 1;");
        Files.writeString(own.resolve("double.js"), "");
        Files.writeString(own.resolve("../changing.yaml"), file("changing", List.of("made"), "timeout: 60000"));
        var before = children();
        try (var watching = server(own.getParent())
                .scripts(ScriptPermission.ALLOWED)
                .watch(Duration.ofMillis(20))
                .start()) {
            assertThat(call(watching, Door.MCP, "made").text()).isEqualTo("{\"made\":1}");

            Files.writeString(own.resolve("made.js"), "result = 'new';");
            FolderFixture.until(() -> call(watching, Door.MCP, "made").text().equals("{\"made\":\"new\"}"));
            assertThat(before.containsAll(children())).isFalse();
        }
        FolderFixture.until(() -> before.containsAll(children()));
    }

    @Test
    void aScriptAloneAnswersWithWhatItGives() {
        assertThat(Door.answer(server.callTool("sum", "{\"values\":[1,2.5]}")).text())
                .isEqualTo("{\"sum\":3.5}");
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void withoutPermissionTheCallSaysHowToGiveIt(Door door) {
        try (var off = server(folder.resolve("a.yaml")).start()) {
            var answer = call(off, door, "helped");

            assertThat(answer.isError()).isTrue();
            assertThat(answer.text())
                    .contains("the one who started this did not allow it; --allow-scripts allows it")
                    .contains("script-unavailable");
        }
    }

    @Test
    void withoutTheEngineTheCallSaysWhatIsMissing() {
        try (var off = server(folder.resolve("a.yaml"))
                .scripts(ScriptPermission.WITHOUT_ENGINE)
                .start()) {
            var answer = call(off, Door.REST, "helped");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.text())
                    .contains("there is no GraalJS on the class path; put " + ScriptPermission.COORDINATES
                            + " and what it needs there");
        }
    }
}
