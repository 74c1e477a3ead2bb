package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.capstan.compile.CompileSettings;
import dev.capstan.exposure.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Ports, and files that change while they are served. */
class ListenersTest extends FolderFixture {
    @Test
    @SuppressWarnings("try") // that the port is given back early is the point
    void aPortThatWasTakenIsTriedAgain() throws Exception {
        write("a.yaml", simple("one", "/one", "read", "/a").replace("8080", "0").replace("9090", "0"));
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var capstan = new CapstanServer(settings(CompileSettings.NONE, Duration.ofMillis(20)));
                var client = server().start()) {
            var port = taken.getLocalPort();
            write(
                    "b.yaml",
                    simple("two", "/two", "read-two", "/b")
                            .replace("8080", "" + port)
                            .replace("9090", "0"));
            until(() -> capstan.catalog().entries().size() == 2);
            taken.close();
            until(() -> answers(client, URI.create("http://127.0.0.1:" + port + "/two")));
        }
    }

    @Test
    void changesAreServedWithoutARestart() throws Exception {
        write("a.yaml", simple("one", "/thing", "read", "/before"));
        try (var server = server().watch(Duration.ofMillis(20)).start()) {
            server.get(server.rest("/thing"));
            assertThat(requestLine()).isEqualTo("GET /before HTTP/1.1");

            write("a.yaml", simple("one", "/thing", "read", "/changed-path"));
            until(() -> {
                server.get(server.rest("/thing"));
                return requestLine().equals("GET /changed-path HTTP/1.1");
            });

            write("a.yaml", "naftiko: [");
            until(() ->
                    server.server().catalog().entries().get(0).fileProblems().size() == 1
                            && server.server()
                                            .catalog()
                                            .entries()
                                            .get(0)
                                            .fileProblems()
                                            .get(0)
                                            .position()
                                            .line()
                                    >= 1);
            server.get(server.rest("/thing"));
            assertThat(requestLine()).isEqualTo("GET /changed-path HTTP/1.1");

            write("b.yaml", simple("two", "/second", "read-two", "/b"));
            until(() -> server.get(server.rest("/second")).statusCode() == 200);
            assertThat(server.toolNames("/mcp")).containsExactly("read", "read-two");

            Files.delete(folder.resolve("b.yaml"));
            until(() -> server.get(server.rest("/second")).statusCode() == 404);
        }
    }

    @Test
    void aFileOfTheSameTimeAndSizeIsAnother() throws Exception {
        var files = Files.createDirectory(folder.resolve(".files"));
        write(".files/a.yaml", simple("one", "/one", "read", "/a"));
        write(".files/b.yaml", simple("one", "/two", "read", "/a"));
        Files.setLastModifiedTime(files.resolve("b.yaml"), Files.getLastModifiedTime(files.resolve("a.yaml")));
        Files.createSymbolicLink(folder.resolve("c.yaml"), files.resolve("a.yaml"));
        try (var server = server().watch(Duration.ofMillis(20)).start()) {
            assertThat(server.get(server.rest("/one")).statusCode()).isEqualTo(200);
            var next = Files.createSymbolicLink(folder.resolve("next"), files.resolve("b.yaml"));
            Files.move(next, folder.resolve("c.yaml"), StandardCopyOption.REPLACE_EXISTING);
            until(() -> server.get(server.rest("/two")).statusCode() == 200);
        }
    }

    @Test
    void whatAnotherFileRenamesIsLogged() throws Exception {
        write("a.yaml", simple("one", "/thing", "read", "/a"));
        try (var log = new KeptLog();
                var server = server().watch(Duration.ofMillis(20)).start()) {
            write("b.yaml", simple("two", "/thing", "read-two", "/b"));
            until(() -> log.lines().contains(folder.resolve("b.yaml") + " added null"));
            until(() -> log.lines().stream()
                    .anyMatch(line -> line.contains("a.yaml: because of another file, GET /thing is called as"
                            + " GET /one-rest/thing now; 'capstan list --details'")));
            write("b.yaml", simple("one", "/other", "read", "/b"));
            until(() -> log.lines().stream()
                    .anyMatch(line -> line.contains("a.yaml: because of another file, GET /one-rest/thing is called as"
                            + " GET /thing now, and 1 more like it;")));
            assertThat(server.get(server.rest("/a-one-rest/thing")).statusCode())
                    .isEqualTo(200);
            Files.delete(folder.resolve("b.yaml"));
            until(() -> log.lines().stream()
                    .anyMatch(
                            line -> line.contains("a.yaml: because of another file, GET /a-one-rest/thing is called as"
                                    + " GET /one-rest/thing now, and 1 more like it;")));
        }
    }

    @Test
    void aPathThatGoesIsToldAndKeepsTheOthersFromNothing() throws Exception {
        var other = Files.createDirectory(folder.resolve("other"));
        var gone = Files.createDirectory(folder.resolve("gone"));
        write("other/a.yaml", simple("one", "/one", "read", "/a"));
        write("gone/b.yaml", simple("two", "/two", "read-two", "/b"));
        try (var log = new KeptLog();
                var server = TestServer.of(other, gone)
                        .upstream(upstream.url())
                        .watch(Duration.ofMillis(20))
                        .start()) {
            Files.move(gone, folder.resolve("moved"));
            until(() -> log.lines().stream().anyMatch(line -> line.contains(gone + " is gone or cannot be read")));
            write("other/a.yaml", simple("one", "/changed", "read", "/a"));
            until(() -> server.get(server.rest("/changed")).statusCode() == 200);
            assertThat(server.get(server.rest("/two")).statusCode()).isEqualTo(200);

            write("moved/b.yaml", simple("two", "/two-changed", "read-two", "/b"));
            Files.move(folder.resolve("moved"), gone);
            until(() -> server.get(server.rest("/two-changed")).statusCode() == 200);
            assertThat(log.lines()).filteredOn(line -> line.contains("is gone")).hasSize(1);
        }
    }

    @Test
    void whatImportsABrokenFileKeepsServingHoweverOftenThatChanges() throws Exception {
        write("lib.yaml", """
                naftiko: 1.0.0-alpha2
                consumes:
                - namespace: shop
                  baseUri: https://shop.test
                  resources:
                  - {path: /items, operations: [{name: list, method: GET}]}
                """);
        write("a.yaml", """
                naftiko: 1.0.0-alpha2
                capability:
                  consumes:
                  - {import: shop, from: ./lib.yaml}
                  exposes:
                  - type: rest
                    namespace: door
                    port: 8080
                    resources:
                    - {path: /items, operations: [{method: GET, call: shop.list}]}
                """);
        try (var log = new KeptLog();
                var server = server().watch(Duration.ofMillis(20)).start()) {
            assertThat(server.get(server.rest("/items")).statusCode()).isEqualTo(200);
            for (var broken : List.of("a: 'x", "a: 'xyyy", "a: [")) {
                var before = keepsServing(log);
                write("lib.yaml", broken);
                until(() -> keepsServing(log) > before);
                assertThat(server.get(server.rest("/items")).statusCode()).isEqualTo(200);
            }
            assertThat(log.lines()).anyMatch(line -> line.contains("a.yaml:4:") && line.contains("[import-failed]"));
        }
    }

    private long keepsServing(KeptLog log) {
        return log.lines().stream()
                .filter(line -> line.startsWith(folder.resolve("a.yaml") + " cannot be served as it is now"))
                .count();
    }

    @Test
    void listenersThatComeAndGoAreLogged() throws Exception {
        write("a.yaml", simple("one", "/one", "read", "/a"));
        try (var log = new KeptLog();
                var server = server().watch(Duration.ofMillis(20)).start()) {
            var rest = server.rest("/").getPort();
            Files.delete(folder.resolve("a.yaml"));
            until(() -> log.lines().contains("not listening on 127.0.0.1:" + rest + " any more null"));
            write("a.yaml", simple("one", "/one", "read", "/a"));
            until(() -> log.lines().stream().anyMatch(line -> line.startsWith("listening on 127.0.0.1:")));
            var now = server.rest("/one");
            assertThat(log.lines()).contains("listening on 127.0.0.1:" + now.getPort() + " for rest null");
            assertThat(server.get(now).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void healthIsOnTheControlPort() throws IOException {
        copySeeds();
        try (var server = server().start()) {
            assertThat(new String(server.get(server.control("/health/ready")).body(), UTF_8))
                    .isEqualTo("{\"status\":\"UP\"}");
            assertThat(server.get(server.control("/health/live")).statusCode()).isEqualTo(200);
            assertThat(server.get(server.control("/nothing")).statusCode()).isEqualTo(404);
            assertThat(server.get(server.control("/mock/requests")).statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void aTakenPortStopsTheStartAndLeavesNothingBehind() throws Exception {
        write("a.yaml", simple("one", "/one", "read", "/a").replace("9090", "0"));
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var settings = settings(
                    CompileSettings.NONE.listeningOn(
                            Optional.empty(), Optional.of(taken.getLocalPort()), Optional.of(0)),
                    Duration.ZERO);

            assertThatThrownBy(() -> new CapstanServer(settings))
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + taken.getLocalPort())
                    .hasMessageContaining("--rest-port");
        }
    }

    @Test
    void restAndMcpMayShareAPort() throws Exception {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        write(
                "a.yaml",
                simple("one", "/one", "read", "/a").replace("8080", port + "").replace("9090", port + ""));
        var settings = settings(CompileSettings.NONE, Duration.ZERO);
        try (var capstan = new CapstanServer(settings);
                var client = server().start()) {
            assertThat(client.get(URI.create("http://127.0.0.1:" + port + "/one"))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(client.post(
                                    URI.create("http://127.0.0.1:" + port + "/mcp"),
                                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(capstan.isMock()).isTrue();
        }
    }

    @Test
    void onePortMayBeWantedOnAllAddressesAndOnOne() throws Exception {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        write("all.yaml", listening("all", "0.0.0.0", port));
        write("here.yaml", listening("here", "127.0.0.1", port));
        try (var client = server().start();
                var server = new CapstanServer(settings(CompileSettings.NONE, Duration.ZERO))) {
            assertThat(server.catalog().rest()).hasSize(2);
            assertThat(status(client, "127.0.0.1", port, "/all")).isEqualTo(200);
            assertThat(status(client, "127.0.0.1", port, "/here")).isEqualTo(200);
            assertThat(status(client, "127.0.0.2", port, "/all")).isEqualTo(200);
            assertThat(status(client, "127.0.0.2", port, "/here")).isEqualTo(404);
        }
    }

    @Test
    void anAddressOfAnotherMachineKeepsNobodyElseFromServing() throws Exception {
        write("elsewhere.yaml", listening("elsewhere", "192.0.2.1", 0));
        write("here.yaml", listening("here", "127.0.0.1", 0));
        try (var client = server().start();
                var server = new CapstanServer(settings(CompileSettings.NONE, Duration.ZERO))) {
            var port = server.restPort(new Endpoint("127.0.0.1", 0));
            assertThat(status(client, "127.0.0.1", port, "/here")).isEqualTo(200);
        }
    }

    @Test
    void theControlPortMayBeWantedByFiles() throws Exception {
        for (var address : List.of("127.0.0.1", "0.0.0.0")) {
            int port;
            try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            write("a.yaml", listening("here", address, port));
            var none = settings(CompileSettings.NONE, Duration.ZERO);
            var settings = new ServerSettings(
                    none.paths(),
                    none.compile(),
                    none.variables(),
                    port,
                    none.allowedHosts(),
                    none.limits(),
                    none.upstreamClient(),
                    none.mock(),
                    none.strict(),
                    none.mcp(),
                    none.watch());
            try (var client = server().start();
                    var server = new CapstanServer(settings)) {
                assertThat(server.controlPort()).isEqualTo(port);
                assertThat(status(client, "127.0.0.1", port, "/health/ready")).isEqualTo(200);
                assertThat(status(client, "127.0.0.1", port, "/here")).isEqualTo(200);
                assertThat(status(client, "127.0.0.1", port, "/nothing")).isEqualTo(404);
            }
        }
    }

    private static String listening(String name, String address, int port) {
        return simple(name, "/" + name, name, "/x")
                .replace("port: 8080", "port: " + port + "\n    address: " + address)
                .replace("port: 9090", "port: 0");
    }

    private static int status(TestServer client, String host, int port, String path) {
        return client.get(URI.create("http://" + host + ":" + port + path)).statusCode();
    }
}
