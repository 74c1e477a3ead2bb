package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The packaged JAR as a process: what shading, the launcher and signals do to it. */
@Timeout(120)
class CapstanJarIT {
    private static final String JAR = System.getProperty("capstan.jar");
    private static final Path ROOT = Path.of(System.getProperty("capstan.root"));
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private final HttpClient client = HttpClient.newHttpClient();

    /** A server process and the ports it has. */
    private record Running(Process process, int rest, int mcp, int control, List<String> printed) {}

    private static Running start(String... more) throws IOException {
        int[] ports = freePorts();
        var command = new ArrayList<>(List.of(
                JAVA,
                "-jar",
                JAR,
                "serve",
                "capabilities",
                "--rest-port",
                "" + ports[0],
                "--mcp-port",
                "" + ports[1],
                "--control-port",
                "" + ports[2]));
        command.addAll(List.of(more));
        var process = new ProcessBuilder(command)
                .directory(ROOT.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var printed = new ArrayList<String>();
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        // The last address is printed when everything listens.
        for (var line = out.readLine(); line != null; line = out.readLine()) {
            printed.add(line);
            if (line.contains("Control ")) {
                break;
            }
        }
        return new Running(process, ports[0], ports[1], ports[2], printed);
    }

    private static int[] freePorts() throws IOException {
        try (var one = any();
                var two = any();
                var three = any()) {
            return new int[] {one.getLocalPort(), two.getLocalPort(), three.getLocalPort()};
        }
    }

    private static ServerSocket any() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> post(int port, String path, String json) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void servesBothDoorsAgainstTheMockAndStopsWithZero() throws Exception {
        var running = start("--mock");
        try {
            assertThat(running.printed()).anyMatch(line -> line.contains("capabilities/track-events.yaml"));
            assertThat(get(running.control(), "/health/ready").statusCode()).isEqualTo(200);

            var event = post(running.rest(), "/v1/customers/42/events", "{\"name\":\"hello\"}");
            assertThat(event.statusCode()).isEqualTo(200);
            assertThat(event.body()).contains("/api/v1/customers/42/events");

            var tools = post(running.mcp(), "/mcp", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
            assertThat(TestServer.JSON.readTree(tools.body()).get("result").get("tools"))
                    .hasSize(12);
        } finally {
            running.process().destroy();
        }
        assertThat(running.process().waitFor(40, TimeUnit.SECONDS)).isTrue();
        assertThat(running.process().exitValue()).isZero();
    }

    @Test
    void endsWhatIsUnderWayBeforeItStops() throws Exception {
        var arrived = new CountDownLatch(1);
        var mayAnswer = new CountDownLatch(1);
        try (var upstream = new FakeUpstream()) {
            upstream.behave(socket -> {
                arrived.countDown();
                mayAnswer.await();
                FakeUpstream.write(socket, FakeUpstream.ok("{\"late\":true}"));
            });
            var running = start("--upstream-origin", upstream.url());
            var answer = client.sendAsync(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + running.rest() + "/v1/pixel/track"))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();

            running.process().destroy();
            until503(running);
            mayAnswer.countDown();

            assertThat(answer.get(30, TimeUnit.SECONDS).body()).isEqualTo("{\"late\":true}");
            assertThat(running.process().waitFor(40, TimeUnit.SECONDS)).isTrue();
            assertThat(running.process().exitValue()).isZero();
        }
    }

    private void until503(Running running) throws Exception {
        while (get(running.control(), "/health/ready").statusCode() != 503) {
            Thread.onSpinWait();
        }
    }

    @Test
    void theLauncherPassesItsArgumentsOn() throws Exception {
        var process = new ProcessBuilder(ROOT.resolve("capstan").toString(), "list", "--json")
                .directory(ROOT.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var out = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertThat(process.waitFor()).isZero();
        assertThat(TestServer.JSON.readTree(out).get("capabilities")).hasSize(5);
    }
}
