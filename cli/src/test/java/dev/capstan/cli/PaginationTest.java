package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of several pages, at both doors. */
class PaginationTest extends FolderFixture {
    private static final String API = """
            naftiko: 1.0.0-alpha2
            capability:
              consumes:
              - namespace: shop
                baseUri: https://shop.test/api
                authentication: {type: apikey, key: key, placement: query, value: '{{SHOP_KEY}}'}
                resources:
                - path: /orders
                  operations:
                  - {name: list, method: GET}
                  - {name: add, method: POST}
                  - name: copy
                    method: POST
                    inputParameters: [{name: body, in: body, type: object}]
              exposes:
              - type: rest
                namespace: rest
                port: 8080
                resources:
                - path: /orders
                  operations:
                  - {method: GET, call: shop.list}
                  - {method: POST, call: shop.add}
                - path: /names
                  operations:
                  - method: GET
                    call: shop.list
                    outputParameters: [{type: object, properties: {ids: {type: array, mapping: '$.data[*].id'}}}]
                - path: /first
                  operations:
                  - method: GET
                    steps: &steps
                    - {type: call, name: all, call: shop.list}
                    - {type: lookup, name: found, index: all, match: id, lookupValue: '6'}
                    mappings: &mappings
                    - {targetName: found, value: $.found.name}
                - {path: '/raw/{path}', forward: {targetNamespace: shop}}
              - type: mcp
                namespace: mcp
                port: 9090
                tools:
                - {name: list, call: shop.list}
                - name: names
                  call: shop.list
                  outputParameters: [{type: object, properties: {ids: {type: array, mapping: '$.data[*].id'}}}]
                - {name: first, steps: *steps, mappings: *mappings}
            """;
    private static final Pattern PARAMETER = Pattern.compile("[?&](?:page|offset|after)=(\\w+)");
    private static final String SIX = "[{\"id\":1},{\"id\":2},{\"id\":3},{\"id\":4},{\"id\":5},{\"id\":6}]";

    private TestServer serving(String pagination) throws IOException {
        write("a.yaml", API);
        // Not a name that would make it a capability file.
        write("settings", "pagination: {shop.list: " + pagination + "}");
        return server().variables(Map.of("SHOP_KEY", "s3 cret"))
                .settings(folder.resolve("settings"))
                .start();
    }

    /** Two items on each page, by the number of the page from 0; beyond the last one none. */
    private static String items(int page) {
        return page > 2 ? "[]" : "[{\"id\":" + (2 * page + 1) + "},{\"id\":" + (2 * page + 2) + "}]";
    }

    private static int asked(FakeUpstream.Received request, int otherwise) {
        var parameter = PARAMETER.matcher(request.requestLine());
        return parameter.find() ? Integer.parseInt(parameter.group(1)) : otherwise;
    }

    /** @param url of the page with that number, from 1 */
    private void answerWithLinks(IntFunction<String> url) {
        upstream.answer(request -> {
            var page = asked(request, 1);
            var links = (page < 3
                            ? "<" + url.apply(page + 1) + ">; title=\"a, \\\"b\\\"; rel=no\"; REL=\"last next\", "
                            : "")
                    + "<" + url.apply(1) + ">;rel=first";
            return FakeUpstream.ok(items(page - 1))
                    .replaceFirst("\r\n", "\r\nETag: \"p\"\r\nLink: " + links.replace("\\", "\\\\") + "\r\n");
        });
    }

    private static Got orders(TestServer server) {
        return both(server, "/orders", "list", "{}");
    }

    private String lastTarget() {
        return requestLine().split(" ", 3)[1];
    }

    // --- where the next page is ---

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://shop.test/api/orders?page=%d",
                "HTTPS://SHOP.test:443/api/orders?page=%d#top",
                "http://shop.test/api/orders?page=%d&filter[a]={b}|c d",
                "/api/orders?page=%d",
                "orders?page=%d",
                "?page=%d&key=mine",
                "UPSTREAM/api/orders?page=%d"
            })
    void linksAreFollowed(String url) throws IOException {
        answerWithLinks(page -> url.replace("%d", "" + page).replace("UPSTREAM", upstream.url()));
        try (var server = serving("{follow: link}")) {
            var route = server.get(server.rest("/orders"));
            assertThat(new String(route.body(), UTF_8)).isEqualTo(SIX);
            assertThat(route.headers().map()).doesNotContainKeys("link", "etag");
            assertThat(orders(server).body()).isEqualTo(SIX);
        }
        assertThat(upstream.received())
                .hasSize(9)
                .allSatisfy(request -> assertThat(request.requestLine())
                        .startsWith("GET /api/orders?")
                        .contains("key=s3%20cret")
                        .doesNotContain("mine"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.test/api/orders?page=%d",
                "//evil.test/api/orders?page=%d",
                "https://shop.test:8443/api/orders?page=%d",
                "https://shop.test@evil.test/api/orders?page=%d",
                "https://shop.test.evil.test/?page=%d",
                "ftp://shop.test/api/orders?page=%d",
                "https:orders?page=%d",
                "http://[oops/?page=%d",
                "",
                "#2"
            })
    void whatLeadsElsewhereIsNotFollowed(String url) throws IOException {
        answerWithLinks(page -> url.replace("%d", "" + page));
        try (var server = serving("{follow: link}")) {
            var route = server.get(server.rest("/orders"));
            assertThat(new String(route.body(), UTF_8)).isEqualTo(items(0));
            // The caller sees that there is more.
            assertThat(route.headers().firstValue("link").orElse("")).startsWith("<" + url.replace("%d", "2") + ">");
            assertThat(orders(server).body()).isEqualTo(items(0));
        }
        assertThat(upstream.received()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {follow: cursor, cursor: $.meta.next, parameter: after, items: $.data}       | "2"           | "4"           | null
            {follow: cursor, cursor: $.meta.next, parameter: after, items: $.data}       | 2             | 4             | ""
            {follow: cursor, cursor: $.meta.next, items: "data"}                         | "?after=2"    | "/api/orders?after=4" | false
            {follow: cursor, cursor: "$.meta[?(@.rel=='next')].url", items: "$['data']"} | [{"rel":"self","url":"?x"},{"rel":"next","url":"?after=2"}] | [{"rel":"next","url":"?after=4"}] | [{"rel":"self","url":"?x"}]
            {follow: cursor, cursor: "$.data[-1].id", parameter: after, items: $.data}   | {}            | {}            | {}
            """)
    void cursorsAreFollowed(String pagination, String second, String third, String none) throws IOException {
        upstream.answer(request -> {
            var after = asked(request, 0);
            var next = after == 0 ? second : after == 2 ? third : none;
            var meta = next.startsWith("[") ? next : "{\"next\":" + next + "}";
            return "{\"meta\":" + meta + ", \"data\" : " + items(after / 2) + " , \"after\":" + after + ".0}";
        });
        try (var server = serving(pagination)) {
            var got = orders(server).body();
            assertThat(got).contains(", \"data\" : " + SIX + " , \"after\":");
            assertThat(got).containsAnyOf("\"after\":4.0}", "\"after\":6.0}");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {follow: offset, items: $.data}                                       | /orders          | 0,2,4,6 | 1
            {follow: offset, items: $.data, size: 2}                              | /orders          | 0,2,4,6 | 1
            {follow: offset, items: $.data, size: 3}                              | /orders          | 0       | 1
            {follow: offset, parameter: offset, items: $.data}                    | /orders?offset=2 | 2,4,6   | 3
            {follow: page, items: $.data}                                         | /orders          | 0,2,3,4 | 1
            {follow: page, items: $.data, first: 0}                               | /orders          | 0,1,2,3 | 1
            {follow: page, items: $.data}                                         | /orders?page=2   | 2,3,4   | 3
            {follow: page, items: $.data}                                         | /orders?page=x   | 0       | 1
            """)
    void countersAreCounted(String pagination, String path, String asked, int firstId) throws IOException {
        var isPage = pagination.contains("page,");
        var start = pagination.contains("first: 0") ? 0 : 1;
        upstream.answer(request -> {
            var number = request.requestLine().contains("page=x") ? start : asked(request, isPage ? start : 0);
            return "{\"data\":" + items(isPage ? number - start : number / 2) + "}";
        });
        var argument =
                path.contains("?") ? "{\"query\":{\"" + path.split("[?]", 2)[1].replace("=", "\":\"") + "\"}}" : "{}";
        try (var server = serving(pagination)) {
            var numbers = asked.split(",", -1);
            var last = numbers.length == 1 ? firstId + 1 : 6;
            var ids = IntStream.rangeClosed(firstId, last)
                    .mapToObj(id -> "{\"id\":" + id + "}")
                    .toList();
            assertThat(both(server, path, "list", argument).body())
                    .isEqualTo("{\"data\":[" + String.join(",", ids) + "]}");
            assertThat(upstream.received().subList(0, numbers.length))
                    .extracting(request -> asked(request.requestLine().contains("=x") ? only(request) : request, 0))
                    .containsExactly(java.util.Arrays.stream(numbers)
                            .map(Integer::valueOf)
                            .toArray(Integer[]::new));
            assertThat(upstream.received()).hasSize(2 * numbers.length);
        }
    }

    private static FakeUpstream.Received only(FakeUpstream.Received request) {
        return new FakeUpstream.Received(request.head().replace("page=x", ""), request.body());
    }

    @Test
    void aSizeIsAskedForWhereTheCallerDoesNot() throws IOException {
        upstream.answer(request -> "{\"data\":" + items(asked(request, 0) / 2) + "}");
        try (var server =
                serving("{follow: offset, items: $.data, size: 2, sizeParameter: 'page[size]', maxPages: 2}")) {
            orders(server);
            assertThat(lastTarget()).isEqualTo("/api/orders?key=s3%20cret&page%5Bsize%5D=2&offset=2");
            server.get(server.rest("/orders?page%5Bsize%5D=1"));
            assertThat(lastTarget()).isEqualTo("/api/orders?page%5Bsize%5D=1&key=s3%20cret&offset=2");
        }
    }

    // --- what comes of it ---

    @Test
    void numbersKeepTheirDigitsAndBlanksStay() throws IOException {
        upstream.answer(request -> asked(request, 1) == 1
                ? " [ 1.50, 1E5 ]\n"
                : asked(request, 1) == 2 ? " [-0, 12345678901234567890.0 ] " : "[ ]");
        try (var server = serving("{follow: page}")) {
            assertThat(orders(server).body()).isEqualTo("[ 1.50, 1E5 ,-0, 12345678901234567890.0 ]");
        }
    }

    @Test
    void mappingsAndStepsSeeAllItems() throws IOException {
        upstream.answer(request -> "{\"data\":" + items(asked(request, 1) - 1) + "}");
        try (var server = serving("{follow: page, items: $.data}")) {
            var names = both(server, "/names", "names", "{}");
            assertThat(names.body()).isEqualTo("{\"ids\":[1,2,3,4,5,6]}");
            assertThat(names.structured().get("ids")).hasSize(6);
        }
        upstream.answer(request -> {
            var page = asked(request, 1);
            return page > 3 ? "null" : items(page - 1).replace("}", ",\"name\":\"p" + page + "\"}");
        });
        try (var server = serving("{follow: page, maxPages: 3}")) {
            assertThat(both(server, "/first", "first", "{}").body()).isEqualTo("{\"found\":\"p3\"}");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            maxPages: 2    | 2 | 4
            maxPages: 1    | 1 | 2
            maxItems: 4    | 2 | 4
            maxItems: 3    | 2 | 2
            maxItems: 1    | 1 | 2
            maxBytes: 70   | 2 | 2
            maxBytes: 1    | 1 | 2
            maxSeconds: 0  | 1 | 2
            """)
    void aCapShowsInTheCursorThatIsLeftOver(String cap, int requests, int items) throws IOException {
        upstream.answer(request -> {
            var after = asked(request, 0);
            return "{\"data\":" + items(after / 2) + ",\"next\":" + (after + 2) + ",\"x\":\"12345\"}";
        });
        try (var server = serving("{follow: cursor, cursor: $.next, parameter: after, items: $.data, " + cap + "}")) {
            assertThat(orders(server).body())
                    .isEqualTo("{\"data\":"
                            + (items == 2 ? items(0) : SIX.substring(0, SIX.indexOf(",{\"id\":5")) + "]")
                            + ",\"next\":" + items + ",\"x\":\"12345\"}");
        }
        assertThat(upstream.received()).hasSize(2 * requests);
    }

    @Test
    void aLoopEnds() throws IOException {
        answerWithLinks(page -> "/api/orders?page=2");
        try (var server = serving("{follow: link}")) {
            assertThat(orders(server).body()).isEqualTo("[{\"id\":1},{\"id\":2},{\"id\":3},{\"id\":4}]");
        }
        assertThat(upstream.received()).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            200 | text/plain       | no json
            200 | application/json | {"other":[],"next":"a"}
            200 | application/json | {"data":{},"next":"a"}
            200 | application/json | {"data":[1],"next":"a"} more
            200 | application/json | [1]
            200 | application/json | {"data":[1] }
            404 | application/json | {"data":[1],"next":"a"}
            """)
    void aFirstPageThatIsNoneIsPassedOnAsItCame(int status, String type, String body) throws IOException {
        upstream.answer(request -> FakeUpstream.message(status, type, body));
        try (var server = serving("{follow: cursor, cursor: $.next, parameter: after, items: $.data}")) {
            var got = orders(server);
            assertThat(got.body()).isEqualTo(body);
            assertThat(got.status()).isEqualTo(status);
        }
        assertThat(upstream.received()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            500 | {}                | was answered with HTTP 500;
            302 | [1]               | was answered with HTTP 302;
            200 | {"error":"later"} | was answered with HTTP 200 and without a list of items in JSON;
            200 | {"data":[1        | was answered with HTTP 200 and without a list of items in JSON;
            """)
    void anErrorOnALaterPageFailsTheCall(int status, String body, String why) throws IOException {
        upstream.answer(request -> asked(request, 1) == 1
                ? "{\"data\":" + items(0) + "}"
                : FakeUpstream.message(status, "application/json", body));
        try (var server = serving("{follow: page, items: $.data}")) {
            var got = orders(server);
            assertThat(got.status()).isEqualTo(502);
            assertThat(TestServer.JSON.readTree(got.body()).get("code").asString())
                    .isEqualTo("page-failed");
            assertThat(TestServer.JSON.readTree(got.body()).get("detail").asString())
                    .isEqualTo("Page 2 of shop.list " + why + " the 2 items of the pages before it are not passed on.");
            assertThat(both(server, "/first", "first", "{}").body())
                    .contains("Page 2 of shop.list", "That was the step 'all'");
        }
    }

    @Test
    void aBrokenConnectionOnALaterPageSaysWhich() throws IOException {
        upstream.behave(socket -> {
            if (requestLine().contains("page=2")) {
                socket.close();
            } else {
                FakeUpstream.write(socket, FakeUpstream.ok(items(0)));
            }
        });
        try (var server = serving("{follow: page}")) {
            var got = orders(server);
            assertThat(got.status()).isEqualTo(502);
            assertThat(got.body())
                    .contains("upstream-broke-off")
                    .contains("That was page 2 of shop.list; the 2 items of the pages before it are not passed on.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 204 No Content\r\n\r\n", "{\"data\":null}"})
    void nothingOnALaterPageIsTheEnd(String nothing) throws IOException {
        upstream.answer(request -> asked(request, 1) == 1 ? "{\"data\":" + items(0) + "}" : nothing);
        try (var server = serving("{follow: page, items: $.data}")) {
            assertThat(orders(server).body()).isEqualTo("{\"data\":" + items(0) + "}");
        }
    }

    @Test
    void aCallerThatGoesAwayEndsIt() throws Exception {
        var ended = new CompletableFuture<Integer>();
        upstream.behave(socket -> {
            if (requestLine().contains("page=2")) {
                ended.complete(socket.getInputStream().read());
            } else {
                FakeUpstream.write(socket, FakeUpstream.ok(items(0)));
            }
        });
        try (var server = serving("{follow: page}")) {
            try (var caller = new Socket(InetAddress.getLoopbackAddress(), server.restPort())) {
                caller.getOutputStream().write("GET /orders HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
                until(() -> upstream.received().size() == 2);
                assertThat(ended).isNotDone();
            }
            assertThat(ended.get(20, TimeUnit.SECONDS)).isEqualTo(-1);
        }
        assertThat(upstream.received()).hasSize(2);
    }

    @Test
    void everyPageIsSigned() throws IOException {
        write(
                "a.yaml",
                API.replaceFirst("authentication: [{].*", "authentication: {type: awsSigV4, service: a, region: r}"));
        write("settings", "pagination: {shop.list: {follow: page}}");
        upstream.answer(request -> items(asked(request, 1) - 1));
        try (var server = server().variables(Map.of("AWS_ACCESS_KEY_ID", "AKID", "AWS_SECRET_ACCESS_KEY", "s"))
                .settings(folder.resolve("settings"))
                .start()) {
            assertThat(new String(server.get(server.rest("/orders")).body(), UTF_8))
                    .isEqualTo(SIX);
        }
        assertThat(upstream.received())
                .hasSize(4)
                .extracting(request -> request.header("Authorization"))
                .doesNotHaveDuplicates()
                .allSatisfy(header -> assertThat(header).startsWith("AWS4-HMAC-SHA256 "));
    }

    // --- what it is for ---

    @Test
    void onlyWhatIsNamedIsFollowedAndOnlyWithGet() throws IOException {
        answerWithLinks(page -> "?page=" + page);
        write("a.yaml", API);
        write("settings", "pagination: {shop.*: {follow: link}, shop.list: {follow: link, maxPages: 2}}");
        try (var server = server().variables(Map.of("SHOP_KEY", "k"))
                .settings(folder.resolve("settings"))
                .start()) {
            assertThat(TestServer.JSON.readTree(orders(server).body())).hasSize(4);
            upstream.received().clear();
            assertThat(server.post(server.rest("/orders"), "{}").statusCode()).isEqualTo(200);
            assertThat(server.get(server.rest("/raw/orders")).body()).isEqualTo(items(0).getBytes(UTF_8));
            assertThat(upstream.received()).hasSize(2);
        }
        write("settings", "pagination: {shop.*: {follow: link}}");
        try (var server = server().variables(Map.of("SHOP_KEY", "k"))
                .settings(folder.resolve("settings"))
                .start()) {
            assertThat(orders(server).body()).isEqualTo(SIX);
        }
    }
}
