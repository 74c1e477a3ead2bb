package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Adapters that want to know who calls. */
class CallersTest extends FolderFixture {
    private static final String BEARER = "{type: bearer, token: '{{TOKEN}}'}";
    private static final String BASIC = "{type: basic, username: '{{USER}}', password: '{{PASS}}'}";
    private static final String HEADER = "{type: apikey, key: X-Key, value: '{{KEY}}'}";
    private static final String QUERY = "{type: apikey, name: key, in: query, value: '{{KEY}}'}";
    private static final String HEADERS = "{type: apikey, headers: {X-Key: '{{KEY}}', X-Other: other}}";

    private final Map<String, String> variables = new ConcurrentHashMap<>(
            Map.of("TOKEN", "t0ken-of-callers", "USER", "jö", "PASS", "pa:ss wörd €", "KEY", "k3y&of=cällers"));

    /** How a request comes in. */
    enum Side {
        REST {
            @Override
            HttpResponse<byte[]> call(TestServer server, String name, String query, String... headers) {
                return server.get(server.rest("/" + name + query), headers);
            }
        },
        MCP {
            @Override
            HttpResponse<byte[]> call(TestServer server, String name, String query, String... headers) {
                return rpc(
                        server, "/mcp/" + name + "-mcp" + query, "tools/call", "{\"name\":\"" + name + "\"}", headers);
            }
        };

        /** Calls the only thing that the adapter has. */
        abstract HttpResponse<byte[]> call(TestServer server, String name, String query, String... headers);
    }

    private static HttpResponse<byte[]> rpc(
            TestServer server, String path, String method, String params, String... headers) {
        var message = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}";
        return server.send(
                "POST",
                server.mcp(path),
                message.getBytes(UTF_8),
                Stream.concat(Stream.of("Content-Type", "application/json"), Stream.of(headers))
                        .toArray(String[]::new));
    }

    /** A file whose adapters ask for that; its route and its tool are called like it. */
    private void adapters(String name, String authentication) throws IOException {
        write(name + ".yaml", file(name, "/" + name, name, authentication));
    }

    private static String file(String name, String path, String tool, String authentication) {
        return simple(name, path, tool, "/of-" + name)
                .replace("port: 8080", "port: 8080\n    authentication: " + authentication)
                .replace("port: 9090", "port: 9090\n    authentication: " + authentication);
    }

    private TestServer serving(String authentication) throws IOException {
        adapters("shop", authentication);
        return started();
    }

    private TestServer started() {
        return server().variables(name -> Optional.ofNullable(variables.get(name)))
                .start();
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), UTF_8);
    }

    private static Stream<Arguments> onBothSides(Arguments... cases) {
        return Stream.of(Side.values())
                .flatMap(side -> Stream.of(cases)
                        .map(it -> Arguments.of(Stream.concat(Stream.of(side), Stream.of(it.get()))
                                .toArray())));
    }

    static Stream<Arguments> right() {
        return onBothSides(
                Arguments.of(BEARER, "", List.of("Authorization", "Bearer t0ken-of-callers")),
                Arguments.of(BEARER, "", List.of("Authorization", "bEARER   t0ken-of-callers")),
                Arguments.of(BASIC, "", List.of("Authorization", basic("jö:pa:ss wörd €"))),
                Arguments.of(
                        BASIC,
                        "",
                        List.of("Authorization", basic("jö:pa:ss wörd €").replace("Basic", "BASIC"))),
                Arguments.of("{type: apikey, key: X-Key, value: 'a b'}", "", List.of("x-key", "a b")),
                Arguments.of(QUERY, "?a=1&k%65y=k3y%26of=c%C3%A4llers", List.of()),
                Arguments.of(
                        "{type: apikey, headers: {X-Key: '{{TOKEN}}', X-Other: other}}",
                        "",
                        List.of("X-Key", "t0ken-of-callers", "X-Other", "other")),
                Arguments.of("{type: none}", "", List.of()));
    }

    @ParameterizedTest
    @MethodSource("right")
    void rightCredentialsLetIn(Side side, String authentication, String query, List<String> headers)
            throws IOException {
        try (var server = serving(authentication)) {
            var response = side.call(server, "shop", query, headers.toArray(String[]::new));

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(text(response)).contains("ok").doesNotContain("\"isError\":true");
            assertThat(upstream.only().head())
                    .doesNotContain("t0ken", "k3y", "Authorization", "X-Key", "x-key", "X-Other");
        }
    }

    static Stream<Arguments> wrong() {
        var bearer = "Bearer realm=\"capstan\"";
        var wrongBearer = bearer + ", error=\"invalid_token\"";
        var basic = "Basic realm=\"capstan\", charset=\"UTF-8\"";
        var key = "ApiKey realm=\"capstan\"";
        return onBothSides(
                Arguments.of(BEARER, "", List.of(), bearer),
                Arguments.of(BEARER, "?token=t0ken-of-callers", List.of(), bearer),
                Arguments.of(BEARER, "", List.of("Authorization", "t0ken-of-callers"), bearer),
                Arguments.of(BEARER, "", List.of("Authorization", basic("jö:x")), bearer),
                Arguments.of(BEARER, "", List.of("Authorization", "BearerX t0ken-of-callers"), bearer),
                Arguments.of(BEARER, "", List.of("Authorization", "Bearer"), wrongBearer),
                Arguments.of(BEARER, "", List.of("Authorization", "Bearer T0ken-of-callers"), wrongBearer),
                Arguments.of(BEARER, "", List.of("Authorization", "Bearer t0ken-of-caller"), wrongBearer),
                Arguments.of(BEARER, "", List.of("Authorization", "Bearer t0ken-of-callers x"), wrongBearer),
                Arguments.of(BEARER, "", List.of("Authorization", "Bearer {{TOKEN}}"), wrongBearer),
                Arguments.of(BEARER, "", List.of("Authorization", "Bearer " + "x".repeat(50_000)), wrongBearer),
                Arguments.of(
                        BEARER,
                        "",
                        List.of("Authorization", "Bearer t0ken-of-callers", "Authorization", "Bearer x"),
                        wrongBearer),
                Arguments.of(
                        BEARER,
                        "",
                        List.of("Authorization", "Bearer t0ken-of-callers", "Authorization", basic("a:b")),
                        wrongBearer),
                Arguments.of(BASIC, "", List.of(), basic),
                Arguments.of(BASIC, "", List.of("Authorization", "Basic !!!"), basic),
                Arguments.of(BASIC, "", List.of("Authorization", "Basic"), basic),
                Arguments.of(BASIC, "", List.of("Authorization", basic("jö:")), basic),
                Arguments.of(BASIC, "", List.of("Authorization", basic("JÖ:pa:ss wörd €")), basic),
                Arguments.of(BASIC, "", List.of("Authorization", basic(":")), basic),
                Arguments.of(HEADER, "", List.of(), key),
                Arguments.of(HEADER, "", List.of("X-Key", ""), key),
                Arguments.of(HEADER, "", List.of("X-Key", "no"), key),
                Arguments.of(HEADER, "?X-Key=no", List.of(), key),
                Arguments.of(QUERY, "", List.of("key", "k3y"), key),
                Arguments.of(QUERY, "?key", List.of(), key),
                Arguments.of(QUERY, "?key=%FF", List.of(), key),
                Arguments.of(QUERY, "?key=k3y%26of=c%C3%A4llers&key=x", List.of(), key),
                Arguments.of(HEADERS, "", List.of("X-Other", "other"), key));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void wrongCredentialsDoNot(Side side, String authentication, String query, List<String> headers, String challenge)
            throws IOException {
        try (var server = serving(authentication)) {
            var response = side.call(server, "shop", query, headers.toArray(String[]::new));

            assertThat(response.statusCode()).isEqualTo(401);
            assertThat(response.headers().allValues("WWW-Authenticate")).containsExactly(challenge);
            assertThat(text(response))
                    .contains("unauthenticated")
                    .doesNotContain(variables.values())
                    .doesNotContain("T0ken", "xxx");
        }
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void aRefusalAtARouteIsAProblem() throws IOException {
        try (var server = serving(BEARER)) {
            var response = server.get(server.rest("/shop"));

            assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(text(response))
                    .isEqualTo("{\"title\":\"The caller has to show who it is\",\"status\":401,"
                            + "\"detail\":\"This adapter takes a token in 'Authorization: Bearer', and the request has none.\","
                            + "\"code\":\"unauthenticated\"}");
        }
    }

    @Test
    void aRefusalAtMcpIsAnErrorOfHttp() throws IOException {
        try (var server = serving(BEARER)) {
            assertThat(text(rpc(server, "/mcp/shop-mcp", "tools/list", "{}", "Authorization", "Bearer x")))
                    .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,\"message\":\"This adapter"
                            + " takes a token in 'Authorization: Bearer', and what the request has is not right."
                            + " [unauthenticated]\"}}");
        }
    }

    /** RFC 7617, section 2.1: the example with a pound sign. */
    @Test
    void passwordsAreInUtf8() throws IOException {
        try (var server = serving("{type: basic, username: test, password: \"123£\"}")) {
            assertThat(Side.REST
                            .call(server, "shop", "", "Authorization", "Basic dGVzdDoxMjPCow==")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(Side.REST
                            .call(server, "shop", "", "Authorization", "Basic dGVzdDoxMjOj")
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void secretsOfDecomposedCharactersAreThoseOfComposedOnes() throws IOException {
        variables.put("PASS", "wo\u0308rd");
        try (var server = serving(BASIC)) {
            assertThat(Side.REST
                            .call(server, "shop", "", "Authorization", basic("jö:wörd"))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void keysInHeadersMayBeInUtf8() throws IOException {
        try (var server = serving(HEADER)) {
            assertThat(raw(server.restPort(), "GET /shop", "X-Key: k3y&of=cällers\r\n"))
                    .startsWith("HTTP/1.1 200");
            assertThat(raw(server.restPort(), "GET /shop", "X-Key: k3y&of=callers\r\n"))
                    .startsWith("HTTP/1.1 401");
        }
    }

    private static String raw(int port, String request, String headers) {
        return RawHttp.exchange(
                port, request + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n");
    }

    @Test
    void headersThatAreTooLongAreNotReadAtAll() throws IOException {
        try (var server = serving(BEARER)) {
            var answer = raw(server.restPort(), "GET /shop", "Authorization: Bearer " + "x".repeat(70_000) + "\r\n");

            assertThat(answer).doesNotContain("HTTP/1.1 200");
            assertThat(Side.REST
                            .call(server, "shop", "", "Authorization", "Bearer t0ken-of-callers")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    // --- secrets that come and go ---

    @ParameterizedTest
    @EnumSource(Side.class)
    void withoutTheSecretNobodyIsLetIn(Side side) throws IOException {
        variables.remove("TOKEN");
        try (var server = serving(BEARER)) {
            for (var token : List.of("", " ", "null", "{{TOKEN}}")) {
                var response = side.call(server, "shop", "", "Authorization", "Bearer " + token);
                assertThat(response.statusCode()).isEqualTo(503);
                assertThat(response.headers().firstValue("WWW-Authenticate")).isEmpty();
                assertThat(text(response)).contains("TOKEN is not set", "nobody is let in", "secret-missing");
            }
            assertThat(side.call(server, "shop", "").statusCode()).isEqualTo(503);
            variables.put("TOKEN", "");
            assertThat(side.call(server, "shop", "", "Authorization", "Bearer ").statusCode())
                    .isEqualTo(503);
            variables.put("TOKEN", " ");
            assertThat(side.call(server, "shop", "", "Authorization", "Bearer  ")
                            .statusCode())
                    .isEqualTo(503);
            variables.put("TOKEN", "new");
            assertThat(side.call(server, "shop", "", "Authorization", "Bearer new")
                            .statusCode())
                    .isEqualTo(200);
        }
        assertThat(upstream.received()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void anEmptyPasswordIsNone(Side side) throws IOException {
        variables.put("PASS", "");
        try (var server = serving(BASIC)) {
            var response = side.call(server, "shop", "", "Authorization", basic("jö:"));
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(text(response)).contains("PASS is not set");
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aNewSecretCountsAtOnce(Side side) throws IOException {
        try (var server = serving(BEARER)) {
            assertThat(side.call(server, "shop", "", "Authorization", "Bearer t0ken-of-callers")
                            .statusCode())
                    .isEqualTo(200);
            variables.put("TOKEN", "another");
            assertThat(side.call(server, "shop", "", "Authorization", "Bearer t0ken-of-callers")
                            .statusCode())
                    .isEqualTo(401);
            assertThat(side.call(server, "shop", "", "Authorization", "Bearer another")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    // --- what is behind it ---

    @Test
    void aKeyInTheQueryStaysHere() throws IOException {
        try (var server = serving(QUERY)) {
            var key = "key=k3y%26of=c%C3%A4llers";
            server.get(server.rest("/shop?a=1&" + key + "&b=%20&c"));
            server.get(server.rest("/shop?" + key));

            assertThat(upstream.received())
                    .extracting(FakeUpstream.Received::requestLine)
                    .containsExactly("GET /of-shop?a=1&b=%20&c HTTP/1.1", "GET /of-shop HTTP/1.1");
        }
    }

    @Test
    void theBodyIsNotLookedAtBefore() throws IOException {
        write("shop.yaml", file("shop", "/shop", "shop", BEARER).replace("method: GET", "method: POST"));
        try (var server = started()) {
            assertThat(raw(server.restPort(), "POST /shop", "Content-Length: 99999999999\r\nExpect: 100-continue\r\n"))
                    .startsWith("HTTP/1.1 401")
                    .doesNotContain("100 Continue");
            var response = server.send("POST", server.mcp("/mcp/shop-mcp"), "no JSON".getBytes(UTF_8));
            assertThat(response.statusCode()).isEqualTo(401);
        }
    }

    @Test
    void aPathTellsItsMethodsToThoseWhoMayUseThem() throws IOException {
        adapters("shop", BEARER);
        write("open.yaml", file("open", "/shop", "open", "{type: none}").replace("method: GET", "method: PUT"));
        write("other.yaml", file("other", "/other", "other", HEADER));
        try (var server = started()) {
            var stranger = server.send("DELETE", server.rest("/shop"), null);
            assertThat(stranger.statusCode()).isEqualTo(405);
            assertThat(stranger.headers().firstValue("Allow")).hasValue("OPTIONS, PUT");
            var known = server.send("DELETE", server.rest("/shop"), null, "Authorization", "Bearer t0ken-of-callers");
            assertThat(known.headers().firstValue("Allow")).hasValue("GET, HEAD, OPTIONS, PUT");
            assertThat(server.send("DELETE", server.rest("/other"), null).statusCode())
                    .isEqualTo(401);
            assertThat(server.send("HEAD", server.rest("/other"), null).statusCode())
                    .isEqualTo(401);
            var preflight = server.send("OPTIONS", server.rest("/other"), null);
            assertThat(preflight.statusCode()).isEqualTo(204);
            assertThat(preflight.headers().firstValue("Allow")).hasValue("OPTIONS");
            assertThat(server.get(server.rest("/none")).statusCode()).isEqualTo(404);
            assertThat(server.get(server.control("/health/ready")).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aChoiceIsBetweenWhatMayBeCalled() throws IOException {
        write("a.yaml", file("a", "/items", "a", BEARER));
        write("b.yaml", file("b", "/items", "b", HEADER.replace("{{KEY}}", "b")));
        try (var server = started()) {
            var stranger = server.get(server.rest("/items"));
            assertThat(stranger.statusCode()).isEqualTo(401);
            assertThat(stranger.headers().allValues("WWW-Authenticate"))
                    .containsExactly("Bearer realm=\"capstan\"", "ApiKey realm=\"capstan\"");
            assertThat(text(stranger)).doesNotContain("a-rest", "b-rest");
            var one = server.get(server.rest("/items"), "X-Key", "b");
            assertThat(one.statusCode()).isEqualTo(300);
            assertThat(text(one)).contains("[\"/b-rest/items\"]");
            var both = server.get(server.rest("/items"), "X-Key", "b", "Authorization", "Bearer t0ken-of-callers");
            assertThat(text(both)).contains("[\"/a-rest/items\",\"/b-rest/items\"]");
            assertThat(server.get(server.rest("/b-rest/items"), "X-Key", "b").statusCode())
                    .isEqualTo(200);
            assertThat(server.get(server.rest("/a-rest/items"), "X-Key", "b").statusCode())
                    .isEqualTo(401);
        }
    }

    // --- the endpoint for all tools ---

    private static List<String> tools(TestServer server, String... headers) {
        var reply = TestServer.JSON.readTree(
                rpc(server, "/mcp", "tools/list", "{}", headers).body());
        return reply.get("result")
                .get("tools")
                .valueStream()
                .map(tool -> tool.get("name").asString())
                .toList();
    }

    private static String call(TestServer server, String tool, String... headers) {
        return text(rpc(server, "/mcp", "tools/call", "{\"name\":\"" + tool + "\"}", headers));
    }

    @Test
    void theCombinedEndpointHasWhatTheRequestMayCall() throws IOException {
        write("a.yaml", file("a", "/a", "read", BEARER));
        write("b.yaml", file("b", "/b", "read", HEADER.replace("{{KEY}}", "b")));
        write("c.yaml", file("c", "/c", "open", "{type: none}"));
        String[] bearer = {"Authorization", "Bearer t0ken-of-callers"};
        String[] all = {"Authorization", "Bearer t0ken-of-callers", "X-Key", "b"};
        try (var server = started()) {
            assertThat(tools(server)).containsExactly("open");
            assertThat(tools(server, bearer)).containsExactly("a-mcp__read", "open");
            assertThat(tools(server, "X-Key", "b")).containsExactly("b-mcp__read", "open");
            assertThat(tools(server, all)).containsExactly("a-mcp__read", "b-mcp__read", "open");
            assertThat(tools(server)).containsExactly("open");

            assertThat(call(server, "open")).contains("\"isError\":false");
            assertThat(call(server, "a-mcp__read")).contains("-32602", "There is no tool 'a-mcp__read'");
            assertThat(call(server, "a-mcp__read", bearer)).contains("\"isError\":false");
            assertThat(call(server, "b-mcp__read", bearer)).contains("-32602");

            // Wrong ones are not taken for none, but one that is right is enough.
            assertThat(rpc(server, "/mcp", "tools/list", "{}", "X-Key", "c").statusCode())
                    .isEqualTo(401);
            assertThat(tools(server, "Authorization", "Bearer t0ken-of-callers", "X-Key", "c"))
                    .containsExactly("a-mcp__read", "open");
        }
        assertThat(upstream.received())
                .extracting(FakeUpstream.Received::requestLine)
                .containsExactly("GET /of-c HTTP/1.1", "GET /of-a HTTP/1.1");
    }

    /** A cache that serves many callers must not show one what another may see. */
    @Test
    void aListThatDependsOnWhoAsksIsKeptByTheOneWhoAskedOnly() throws IOException {
        write("a.yaml", file("a", "/a", "closed", HEADER.replace("{{KEY}}", "b")));
        write("b.yaml", file("b", "/b", "open", "{type: none}"));
        try (var server = started()) {
            for (var method : List.of("tools/list", "server/discover")) {
                assertThat(cacheScope(server, "/mcp", method)).isEqualTo("private");
                assertThat(cacheScope(server, "/mcp", method, "X-Key", "b")).isEqualTo("private");
                assertThat(cacheScope(server, "/mcp/a-mcp", method, "X-Key", "b"))
                        .isEqualTo("private");
                assertThat(cacheScope(server, "/mcp/b-mcp", method)).isEqualTo("public");
            }
        }
    }

    private static String cacheScope(TestServer server, String path, String method, String... headers) {
        return McpEra.MODERN
                .ask(server, server.mcp(path), method, "{}", headers)
                .result()
                .get("cacheScope")
                .asString();
    }

    @Test
    void theCombinedEndpointWithNothingOpenAsksWhoCalls() throws IOException {
        write("a.yaml", file("a", "/a", "a", BEARER));
        write("b.yaml", file("b", "/b", "b", BASIC));
        try (var server = started()) {
            var stranger = rpc(server, "/mcp", "initialize", "{}");
            assertThat(stranger.statusCode()).isEqualTo(401);
            assertThat(stranger.headers().allValues("WWW-Authenticate"))
                    .containsExactly("Bearer realm=\"capstan\"", "Basic realm=\"capstan\", charset=\"UTF-8\"");
            assertThat(tools(server, "Authorization", basic("jö:pa:ss wörd €"))).containsExactly("b");
            variables.clear();
            assertThat(rpc(server, "/", "tools/list", "{}").statusCode()).isEqualTo(503);
        }
    }

    // --- what operators see ---

    @Test
    void serveTellsWhatIsAsked() throws IOException {
        adapters("shop", BEARER);
        write("open.yaml", simple("open", "/open", "open", "/x"));
        try (var server = server().address("0.0.0.0")
                .variables(name -> Optional.ofNullable(variables.get(name)))
                .start()) {
            assertThat(report(server))
                    .contains(
                            "1 route, 1 tool, callers need credentials (bearer)",
                            "WARNING: other machines can reach this address, and 1 of 2 adapters ask nobody who they are;",
                            "/open")
                    .doesNotContain("/shop\n", "t0ken");
        }
    }

    @Test
    void whereEverybodyIsAskedThereIsNoWarning() throws IOException {
        adapters("shop", BEARER);
        try (var server = server().address("0.0.0.0")
                .variables(name -> Optional.ofNullable(variables.get(name)))
                .start()) {
            assertThat(report(server))
                    .contains("Callers must show credentials, which others can read on their way")
                    .doesNotContain("WARNING", "Try");
        }
    }

    private static String report(TestServer server) {
        var text = new java.io.StringWriter();
        new ServeReport(server.server(), new java.io.PrintWriter(text)).started(Duration.ofMillis(1));
        return text.toString();
    }

    @Test
    void commandsTellWhatIsAskedAndNoSecret() throws IOException {
        adapters("shop", BEARER);
        var env = folder.resolve("env");
        java.nio.file.Files.writeString(env, "TOKEN=t0ken-of-callers\n");
        String[] common = {folder.toString(), "--env-file", env.toString()};

        var list = run("list", common);
        assertThat(list)
                .contains("GET   /shop  ->  shop.read  callers need credentials (bearer)")
                .contains("Callers need credentials: 1 file;")
                .doesNotContain("t0ken");
        assertThat(run("list", common, "--json")).contains("\"authentication\" : \"bearer\"", "\"state\" : \"ready\"");
        assertThat(CommandFixture.run("list", folder.toString(), "--json").out())
                .contains("\"state\" : \"degraded\"", "TOKEN is not set");
        var explanation = CommandFixture.run("explain", "--env-file", env.toString(), folder.toString(), "GET /shop");
        assertThat(explanation.code()).isZero();
        assertThat(explanation.out())
                .contains("must show a token in 'Authorization: Bearer'")
                .doesNotContain("t0ken");
        assertThat(run("list", common, "--secrets")).contains("TOKEN").doesNotContain("t0ken");
    }

    private static String run(String command, String[] common, String... more) {
        var arguments = Stream.of(Stream.of(command), Stream.of(common), Stream.of(more))
                .flatMap(it -> it)
                .toArray(String[]::new);
        return CommandFixture.run(arguments).out();
    }

    @Test
    void importedAdaptersAskForWhatTheirOwnFileSays() throws IOException {
        adapters("shop", BEARER);
        write("importer.yaml", importing("{import: shop-rest, from: ./shop.yaml, as: second}"));
        write("hopeful.yaml", importing("{import: open-rest, from: ./open.yaml, authentication: " + BEARER + "}"));
        write("open.yaml", simple("open", "/open", "open", "/x"));
        try (var server = started()) {
            assertThat(server.get(server.rest("/second/shop")).statusCode()).isEqualTo(401);
            // Let in; what it calls is not imported.
            assertThat(text(server.get(server.rest("/second/shop"), "Authorization", "Bearer t0ken-of-callers")))
                    .contains("capability-faulty");
            assertThat(server.server().catalog().entries().get(0).fileProblems())
                    .extracting(problem -> problem.code().code())
                    .contains("adapter-closed", "nothing-exposed");
        }
    }

    private static String importing(String adapter) {
        return "naftiko: 1.0.0-alpha2\ninfo: {label: Importer}\ncapability:\n  exposes:\n  - " + adapter + "\n";
    }

    /** The version before was open to everyone. */
    @Test
    void aFileThatWantsWhatCannotBeCheckedDoesNotStayOpen() throws Exception {
        write("shop.yaml", simple("shop", "/shop", "shop", "/x"));
        try (var server = server().watch(Duration.ofMillis(20)).start()) {
            assertThat(server.get(server.rest("/shop")).statusCode()).isEqualTo(200);
            adapters("shop", "{type: digest, username: a, password: b}");
            until(() -> server.server().catalog().rest().isEmpty());
        }
    }

    @Test
    void aFileThatBeginsToAskAsksAtOnce() throws Exception {
        write("shop.yaml", simple("shop", "/shop", "shop", "/x"));
        try (var server = server().watch(Duration.ofMillis(20))
                .variables(name -> Optional.ofNullable(variables.get(name)))
                .start()) {
            URI shop = server.rest("/shop");
            assertThat(server.get(shop).statusCode()).isEqualTo(200);
            adapters("shop", BEARER);
            until(() -> server.get(shop).statusCode() == 401);
        }
    }
}
