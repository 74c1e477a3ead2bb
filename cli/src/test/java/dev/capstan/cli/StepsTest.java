package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Units that take several steps, and units that refer to functions, at both doors. */
class StepsTest extends FolderFixture {
    private static final String API = """
            naftiko: 1.0.0-alpha2
            binds:
            - {namespace: env, keys: {TOKEN: TOKEN}}
            capability:
              consumes:
              - namespace: api
                baseUri: https://api.test
                resources:
                - path: /ships/{imo}
                  operations:
                  - {name: ship, method: GET, inputParameters: [{name: imo, in: path}], outputParameters: [{name: title, type: string, value: $.data.name}, {name: crew, type: array, value: $.data.crew}]}
                - path: /crew
                  operations:
                  - {name: crew, method: GET, inputParameters: [{name: page, in: query}]}
                - path: /voyages
                  operations:
                  - {name: sail, method: POST, body: {type: json, data: {ship: '{{ship}}', crew: '{{crew}}', to: '{{to}}'}}}
            """;

    private static final String STEPS = """
            steps:
            %1$s- {type: call, name: get-ship, call: api.ship, with: {imo: '{{imo}}'}}
            %1$s- {type: call, name: get-crew, call: api.crew, with: {page: 2}}
            %1$s- {type: lookup, name: sailors, index: get-crew, match: id, lookupValue: $.get-ship.crew, outputParameters: [name]}
            %1$s- {type: lookup, name: captain, index: get-crew, match: role, lookupValue: captain, outputParameters: [name, age]}
            %1$s- {type: call, name: go, call: api.sail, with: {ship: '{{get-ship.title}}', crew: $.sailors, to: '{{to}}'}}
            %1$smappings:
            %1$s- {targetName: ship.title, value: $.get-ship.title}
            %1$s- {targetName: ship.flag, value: '{{$.get-ship.data.flag}}'}
            %1$s- {targetName: captain, value: $.captain.name}
            %1$s- {targetName: first, value: '$.sailors[0].name'}
            %1$s- {targetName: voyage, value: $.go.id}
            %1$s- {targetName: gone, value: $.go.gone}
            %1$s- {targetName: asked, value: '{{imo}}'}
            %1$s- {targetName: sent, value: $.got.to}
            """;

    private static String steps(int indent) {
        return STEPS.formatted(" ".repeat(indent));
    }

    private TestServer serving() throws IOException {
        write("a.yaml", API + """
              exposes:
              - type: rest
                namespace: rest
                port: 8080
                resources:
                - path: /manifests/{imo}
                  operations:
                  - method: GET
                    inputParameters: [{name: imo, in: path, type: string}, {name: to, in: query, type: string}]
                    %s
              - type: mcp
                namespace: mcp
                port: 9090
                tools:
                - name: manifest
                  inputParameters: [{name: imo, type: string}, {name: to, type: string}]
                  %s
            """.formatted(steps(8), steps(6)));
        upstream.answer(request -> {
            if (request.requestLine().startsWith("GET /ships/")) {
                var imo = request.requestLine().replaceAll("GET /ships/| HTTP.*", "");
                return "{\"data\":{\"name\":\"Ship " + imo + "\",\"flag\":\"DE\",\"crew\":[3,1]}}";
            }
            return request.requestLine().startsWith("GET /crew")
                    ? "[{\"id\":1,\"name\":\"Ann\"},{\"id\":\"2\",\"name\":\"Bo\",\"role\":\"captain\"},{\"id\":3,\"name\":\"Cy\"}]"
                    : "{\"id\":1.0,\"got\":" + new String(request.body(), UTF_8) + "}";
        });
        return server().start();
    }

    @Test
    void eachStepSeesWhatThoseBeforeItGave() throws IOException {
        try (var server = serving()) {
            assertThat(both(server, "/manifests/7?to=Oslo", "manifest", "{\"imo\":\"7\",\"to\":\"Oslo\"}")
                            .body())
                    .isEqualTo("{\"ship\":{\"title\":\"Ship 7\",\"flag\":\"DE\"},\"captain\":\"Bo\",\"first\":\"Cy\","
                            + "\"voyage\":1.0,\"gone\":null,\"asked\":\"7\",\"sent\":\"Oslo\"}");
        }
        assertThat(upstream.received())
                .extracting(FakeUpstream.Received::requestLine)
                .startsWith("GET /ships/7 HTTP/1.1", "GET /crew?page=2 HTTP/1.1", "POST /voyages HTTP/1.1");
        assertThat(upstream.received().get(2).body())
                .asString()
                .isEqualTo("{\"ship\":\"Ship 7\",\"crew\":[{\"name\":\"Cy\"},{\"name\":\"Ann\"}],\"to\":\"Oslo\"}");
    }

    @Test
    void callsAtTheSameTimeDoNotSeeEachOthersValues() throws IOException {
        try (var server = serving()) {
            var calls = IntStream.range(0, 100)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> new String(
                            server.get(server.rest("/manifests/" + i + "?to=P" + i))
                                    .body(),
                            UTF_8)))
                    .toList();
            for (var i = 0; i < calls.size(); i++) {
                assertThat(calls.get(i).join()).contains("\"title\":\"Ship " + i + "\"", "\"asked\":\"" + i + "\"");
            }
        }
        assertThat(upstream.received())
                .filteredOn(request -> request.requestLine().startsWith("POST"))
                .hasSize(100)
                .allSatisfy(request -> {
                    var body = TestServer.JSON.readTree(request.body());
                    assertThat(body.get("ship").asString().substring(5))
                            .isEqualTo(body.get("to").asString().substring(1));
                });
    }

    @Test
    void aStepThatFailsSaysWhichAndWhatWasDone() throws IOException {
        try (var server = serving()) {
            upstream.answer(request -> request.requestLine().startsWith("GET /crew")
                    ? FakeUpstream.message(404, "application/json", "{\"why\":\"no crew\"}")
                    : "{\"data\":{}}");
            var got = both(server, "/manifests/7", "manifest", "{\"imo\":\"7\",\"to\":\"x\"}");
            assertThat(got.status()).isEqualTo(404);
            assertThat(got.body())
                    .contains(
                            "step-failed",
                            "The step 'get-crew' (api.crew, 2 of 5) answered HTTP 404; done before it: 'get-ship' (api.ship,"
                                    + " HTTP 200).",
                            "\"upstream\":{\"why\":\"no crew\"}");
            var tool = server.callTool("manifest", "{\"imo\":\"7\",\"to\":\"x\"}");
            assertThat(Door.answer(tool).text()).contains("[step-failed]", "no crew");

            upstream.answer(request -> request.requestLine().startsWith("GET /crew") ? "[" : "{\"data\":{}}");
            assertThat(both(server, "/manifests/7", "manifest", "{\"imo\":\"7\",\"to\":\"x\"}")
                            .body())
                    .contains("answer-unreadable", "That was the step 'get-crew'");

            upstream.answer(request -> "{\"data\":{\"x\":\"" + "y".repeat(9_000_000) + "\"}}");
            assertThat(both(server, "/manifests/7", "manifest", "{\"imo\":\"7\",\"to\":\"x\"}")
                            .body())
                    .contains("upstream-too-large", "done before it: 'get-ship'");
        }
    }

    @Test
    void aCallerThatGoesAwayEndsTheCallOfTheUpstream() throws Exception {
        try (var server = serving()) {
            upstream.stopAnswering();
            var ended = new CompletableFuture<Integer>();
            upstream.behave(socket -> ended.complete(socket.getInputStream().read()));
            try (var caller = new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), server.restPort())) {
                caller.getOutputStream().write("GET /manifests/7 HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
                until(() -> !upstream.received().isEmpty());
                assertThat(ended).isNotDone();
            }
            assertThat(ended.get(20, java.util.concurrent.TimeUnit.SECONDS)).isEqualTo(-1);
            upstream.answer(request -> "{\"data\":{}}");
            assertThat(server.get(server.rest("/manifests/7")).statusCode()).isEqualTo(200);
        }
        // The steps behind the first were not begun for the caller that had gone.
        assertThat(upstream.received())
                .filteredOn(request -> request.requestLine().startsWith("POST"))
                .hasSize(1);
    }

    @Test
    void theMockShowsWhereValuesComeFrom() throws IOException {
        serving().close();
        try (var server = TestServer.of(folder).mock().start()) {
            assertThat(both(server, "/manifests/7?to=Oslo", "manifest", "{\"imo\":\"7\",\"to\":\"Oslo\"}")
                            .body())
                    .isEqualTo(
                            "{\"ship\":{\"title\":\"<get-ship.title>\",\"flag\":\"<get-ship.data.flag>\"},\"captain\":"
                                    + "\"<captain.name>\",\"first\":\"<sailors[0].name>\",\"voyage\":\"<go.id>\",\"gone\":\"<go.gone>\","
                                    + "\"asked\":\"7\",\"sent\":\"<go.got.to>\"}");
        }
    }

    @Test
    void callersMaySendTheirNextRequestAtOnce() throws Exception {
        try (var server = serving();
                var caller = new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), server.restPort())) {
            var request = "GET /manifests/%d?to=x HTTP/1.1\r\nHost: localhost\r\n%s\r\n";
            caller.getOutputStream().write(request.formatted(1, "").getBytes(UTF_8));
            caller.getOutputStream().flush();
            until(() -> !upstream.received().isEmpty());
            caller.getOutputStream()
                    .write(request.formatted(2, "Connection: close\r\n").getBytes(UTF_8));
            var answers = new String(caller.getInputStream().readAllBytes(), UTF_8);
            assertThat(answers).containsSubsequence("HTTP/1.1 200", "Ship 1", "HTTP/1.1 200", "Ship 2");
        }
    }

    @Test
    void aValueThatIsMissingForAPathIsTold() throws IOException {
        write("a.yaml", API + """
              exposes:
              - {type: mcp, namespace: mcp, port: 9090, tools: [{name: two, steps: [{type: call, name: list, call: api.crew}, {type: call, name: one, call: api.ship, with: {imo: $.list.gone}}]}]}
            """);
        upstream.answer(request -> "{}");
        try (var server = server().start()) {
            assertThat(Door.answer(server.callTool("two", "{}")).text())
                    .contains("'imo' is missing", "the step 'list' gave nothing at $.gone", "done before it: 'list'");
        }
        assertThat(upstream.received()).hasSize(1);
    }

    @Test
    void aFunctionIsSharedByBothDoors() throws IOException {
        write("a.yaml", API + """
              aggregates:
              - label: Ships
                namespace: ships
                functions:
                - name: find
                  description: Finds a ship.
                  semantics: {safe: true, idempotent: true}
                  inputParameters: [{name: imo, type: string, description: Its number.}]
                  call: api.ship
                  with: {imo: ships.imo}
                  outputParameters: [{type: object, properties: {title: {type: string, mapping: $.data.name}}}]
                - name: sail
                  description: Sends a ship.
                  inputParameters: [{name: ship, type: string, description: Which.}, {name: to, type: string, description: Where.}]
                  steps:
                  - {type: call, name: look, call: api.ship, with: {imo: ships.ship}}
                  - {type: call, name: go, call: api.sail, with: {ship: '{{look.title}}', crew: $.look.crew}}
              exposes:
              - type: rest
                namespace: rest
                port: 8080
                resources:
                - {path: '/ships/{imo}', operations: [{method: GET, ref: ships.find}]}
                - {path: /find, operations: [{method: GET, ref: ships.find}]}
                - {path: '/by-number/{number}', operations: [{method: GET, ref: ships.find, with: {imo: rest.number}}]}
                - {path: /sail, operations: [{method: POST, ref: ships.sail}]}
              - type: mcp
                namespace: mcp
                port: 9090
                tools:
                - {ref: ships.find}
                - {name: sail, ref: ships.sail, with: {ship: IMO-9}, inputParameters: [{name: to, type: string}]}
            """);
        upstream.answer(request -> request.requestLine().startsWith("GET /ships/")
                ? "{\"data\":{\"name\":\"Ship " + request.requestLine().replaceAll("GET /ships/| HTTP.*", "")
                        + "\",\"crew\":[1]}}"
                : new String(request.body(), UTF_8));
        try (var server = server().start()) {
            assertThat(both(server, "/ships/7", "find", "{\"imo\":\"7\"}").body())
                    .isEqualTo("{\"title\":\"Ship 7\"}");
            assertThat(server.get(server.rest("/find?imo=8")).body()).asString().isEqualTo("{\"title\":\"Ship 8\"}");
            assertThat(server.get(server.rest("/find")).statusCode()).isEqualTo(400);
            assertThat(server.get(server.rest("/by-number/9")).body())
                    .asString()
                    .isEqualTo("{\"title\":\"Ship 9\"}");
            assertThat(server.post(server.rest("/sail"), "{\"ship\":\"5\",\"to\":\"Oslo\"}")
                            .body())
                    .asString()
                    .isEqualTo("{\"ship\":\"Ship 5\",\"crew\":[1],\"to\":\"Oslo\"}");
            assertThat(Door.answer(server.callTool("sail", "{\"to\":\"Rome\"}")).text())
                    .isEqualTo("{\"ship\":\"Ship IMO-9\",\"crew\":[1],\"to\":\"Rome\"}");
            var tool = server.rpc("tools/list", "{}").get("result").get("tools").get(0);
            assertThat(tool.get("description").asString()).isEqualTo("Finds a ship.");
            assertThat(tool.get("annotations").get("readOnlyHint").asBoolean()).isTrue();
            assertThat(tool.get("inputSchema").get("required").toString()).isEqualTo("[\"imo\"]");
        }
    }

    @Test
    void withOfTheUnitGivesNamesForItsSteps() throws IOException {
        write("a.yaml", API + """
              exposes:
              - {type: rest, namespace: shop, port: 8080, resources: [{path: '/s/{id}', operations: [{method: GET, with: {imo: shop.id}, steps: [{type: call, name: s, call: api.ship}], outputParameters: [{name: s, type: object}]}]}]}
            """);
        upstream.answer(request -> "{\"data\":{\"name\":\"x\"}}");
        try (var server = server().start()) {
            assertThat(server.get(server.rest("/s/a%20b")).body())
                    .asString()
                    .isEqualTo("{\"s\":{\"title\":\"x\",\"crew\":null}}");
        }
        assertThat(requestLine()).isEqualTo("GET /ships/a%20b HTTP/1.1");
    }

    @Test
    void aSecretThatOneStepNeedsIsAskedForBeforeTheFirst() throws IOException {
        write("a.yaml", API + """
              exposes:
              - {type: mcp, namespace: mcp, port: 9090, tools: [{name: two, steps: [{type: call, name: list, call: api.crew}, {type: call, name: one, call: api.ship, with: {imo: '{{TOKEN}}'}}]}]}
            """);
        try (var server = server().start()) {
            assertThat(Door.answer(server.callTool("two", "{}")).text()).contains("TOKEN is not set");
        }
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void aToolWithoutANameHasThatOfItsFunction() throws IOException {
        write("a.yaml", API + """
              aggregates:
              - label: Crew
                namespace: crews
                functions: [{name: list, description: Lists., call: api.crew}]
              exposes:
              - {type: mcp, namespace: mcp, port: 9090, tools: [{ref: crews.list, label: All hands}]}
            """);
        try (var server = server().start()) {
            assertThat(server.toolNames("/mcp")).containsExactly("list");
        }
        assertThat(CommandFixture.run("validate", folder.toString()).out()).doesNotContain("name-assumed");
    }

    private TestServer servingTwo(String outputs) throws IOException {
        write("two.yaml", """
                naftiko: 1.0.0-alpha2
                capability:
                  consumes:
                  - namespace: up
                    baseUri: http://up.test
                    resources:
                    - {path: /one, operations: [{name: one, method: GET}]}
                    - {path: /two, operations: [{name: two, method: DELETE}]}
                  exposes:
                  - type: rest
                    namespace: rest
                    port: 8080
                    resources:
                    - path: /both
                      operations:
                      - {method: GET, steps: [{name: one, call: up.one}, {name: two, call: up.two}], outputParameters: OUTPUTS}
                  - type: mcp
                    namespace: mcp
                    port: 9090
                    tools:
                    - {name: both, steps: [{name: one, call: up.one}, {name: two, call: up.two}], outputParameters: OUTPUTS}
                """.replace("OUTPUTS", outputs));
        return server().start();
    }

    @Test
    void outputsMayTakeListsAndObjectsOfSteps() throws IOException {
        upstream.answer(request -> request.requestLine().contains("/one")
                ? "{\"ids\":[{\"n\":1},{}],\"dep\":{\"port\":\"Oslo\"},\"name\":\"Alma\"}"
                : "{\"port\":\"other\"}");
        try (var server =
                servingTwo("[{type: object, properties: {ids: {type: array, mapping: $.one.ids, items: {mapping:"
                        + " $.n}}, dep: {type: object, mapping: $.one.dep, properties: {p: {mapping: $.port}}}, n: {mapping:"
                        + " $.one.name}, own: {mapping: $.port}}}]")) {
            assertThat(both(server, "/both", "both", "{}").body())
                    .isEqualTo("{\"ids\":[1,null],\"dep\":{\"p\":\"Oslo\"},\"n\":\"Alma\",\"own\":\"other\"}");
        }
    }

    @Test
    void outputsOfStepsAreMadeThoughTheLastCallAnswersNothing() throws IOException {
        upstream.answer(request -> request.requestLine().contains("/one")
                ? FakeUpstream.message(200, "application/json", "{\"name\":\"Alma\"}")
                : "HTTP/1.1 204 No Content\r\n\r\n");
        try (var server =
                servingTwo("[{type: object, properties: {n: {mapping: $.one.name}, m: {mapping: $.gone}}}]")) {
            assertThat(both(server, "/both", "both", "{}").body()).isEqualTo("{\"n\":\"Alma\",\"m\":null}");
        }
        try (var server =
                servingTwo("[{type: object, properties: {m: {mapping: $.gone}, ok: {type: string, value: done}}}]")) {
            assertThat(server.get(server.rest("/both")).statusCode()).isEqualTo(204);
        }
        upstream.answer(request -> request.requestLine().contains("/one")
                ? FakeUpstream.message(200, "application/json", "{\"name\":\"Alma\"}")
                : "HTTP/1.1 201 Created\r\nLocation: /new\r\nContent-Length: 0\r\n\r\n");
        try (var server = servingTwo("[{type: object, properties: {n: {mapping: $.one.name}}}]")) {
            var answer = server.get(server.rest("/both"));
            assertThat(answer.statusCode()).isEqualTo(201);
            assertThat(answer.headers().firstValue("Location")).hasValue("/new");
            assertThat(answer.body()).asString().isEqualTo("{\"n\":\"Alma\"}");
        }
    }

    @Test
    void aRedirectEndsTheSteps() throws IOException {
        upstream.answer(request -> FakeUpstream.message(302, "text/plain\r\nLocation: /login", "moved"));
        try (var server = servingTwo("[]")) {
            var response = server.get(server.rest("/both"));
            assertThat(response.statusCode()).isEqualTo(502);
            assertThat(response.body()).asString().contains("step-failed", "answered HTTP 302", "moved");
            assertThat(server.callTool("both", "{}").path("isError").asBoolean())
                    .isTrue();
            assertThat(upstream.received()).hasSize(2);
        }
    }

    @Test
    void aPathAfterAStepWithoutANameIsTold() throws IOException {
        write("a.yaml", API + """
              exposes:
              - {type: mcp, namespace: mcp, port: 9090, tools: [{name: two, steps: [{type: call, name: list, call: api.crew}, {type: lookup, index: list, match: id, lookupValue: '1'}], mappings: [{targetName: a, value: $.role}, {targetName: b, value: $.gone.b}, {targetName: c, value: '$.list[?('}]}]}
            """);
        upstream.answer(request -> "[{\"id\":1,\"role\":\"cook\"}]");
        try (var server = server().start()) {
            assertThat(Door.answer(server.callTool("two", "{}")).text()).startsWith("{\"a\":\"cook\",\"b\":null,");
        }
    }
}
