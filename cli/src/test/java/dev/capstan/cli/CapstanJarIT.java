package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.jackson3.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged JAR as a process: what shading, the launcher and signals do to it. */
@Timeout(120)
class CapstanJarIT {
    private static final String JAR = System.getProperty("capstan.jar");
    private static final Path ROOT = Path.of(System.getProperty("capstan.root"));
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /** How large a full collection that was asked for left the heap, in the log of the JVM. */
    private static final Pattern SHRUNK = Pattern.compile("Pause Full \\(System\\.gc\\(\\)\\) .*\\((\\d+)M\\) ");

    private static final Pattern SHELL_BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```$");

    private final HttpClient client = HttpClient.newHttpClient();

    /** A server process and the ports it has. */
    private record Running(Process process, int rest, int mcp, int control, List<String> printed) {}

    private static Running start(String... more) throws IOException {
        return startWith("-Xshare:auto", more);
    }

    private static Running startWith(String javaOption, String... more) throws IOException {
        int[] ports = freePorts();
        var command = new ArrayList<>(List.of(
                JAVA,
                javaOption,
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
    void outputThatCannotBeWrittenIsNoSuccess() throws Exception {
        var full = new ProcessBuilder(JAVA, "-jar", JAR, "list", "capabilities")
                .directory(ROOT.toFile())
                .redirectOutput(Path.of("/dev/full").toFile())
                .start();
        assertThat(new String(full.getErrorStream().readAllBytes(), UTF_8))
                .isEqualTo("capstan: not all of the output could be written: No space left on device\n");
        assertThat(full.waitFor()).isEqualTo(2);

        var gone = new ProcessBuilder(JAVA, "-jar", JAR, "schema").start();
        gone.getInputStream().close();
        assertThat(gone.getErrorStream().readAllBytes()).isEmpty();
        assertThat(gone.waitFor()).isEqualTo(2);
    }

    @Test
    void aNameThatTheLocaleCannotWriteIsThatFilesProblem(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("a.yaml"), FolderFixture.simple("one", "/one", "read", "/"));
        // By a shell, as the locale of this process may be the same.
        var copy = new ProcessBuilder("sh", "-c", "cp a.yaml \"$(printf 'caf\\303\\251.yaml')\"");
        assertThat(copy.directory(folder.toFile()).start().waitFor()).isZero();
        var list = new ProcessBuilder(JAVA, "-jar", JAR, "list", folder.toString());
        list.environment().put("LC_ALL", "POSIX");
        list.environment().remove("JAVA_TOOL_OPTIONS");
        var process = list.start();
        assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
                .contains("2 files: 1 ready, 0 degraded, 1 rejected", "expected: a locale with UTF-8");
        assertThat(process.getErrorStream().readAllBytes()).isEmpty();
    }

    @Test
    void givesBackTheHeapOfALargeMachine() throws Exception {
        var process = new ProcessBuilder(
                        JAVA,
                        "-XX:+UseG1GC",
                        "-XX:InitialHeapSize=400m",
                        "-Xmx1g",
                        "-Xlog:gc",
                        "-jar",
                        JAR,
                        "--mock",
                        "--rest-port",
                        "0",
                        "--mcp-port",
                        "0",
                        "--control-port",
                        "0")
                .directory(ROOT.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var out = process.inputReader(UTF_8)) {
            var megabytes = out.lines()
                    .map(SHRUNK::matcher)
                    .filter(Matcher::find)
                    .map(found -> Integer.parseInt(found.group(1)))
                    .findFirst();
            assertThat(megabytes).hasValueSatisfying(left -> assertThat(left).isLessThan(100));
        } finally {
            process.destroy();
        }
    }

    @Test
    void manyLargeBodiesAtOnceDoNotTakeAllOfTheMemory() throws Exception {
        var running = startWith("-Xmx64m", "--mock");
        var large = "{\"name\":\"" + "x".repeat(9 * 1024 * 1024) + "\"}";
        var head = "POST /v1/batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
        var whole = head + "Connection: close\r\nContent-Length: " + large.length() + "\r\n\r\n" + large;
        try {
            try (var first = new Socket(InetAddress.getLoopbackAddress(), running.rest())) {
                first.getOutputStream().write((head + "Content-Length: 9999999\r\n\r\n" + large).getBytes(UTF_8));
                // Not before all of the first has been read.
                FolderFixture.until(() -> answer(running.rest(), whole).startsWith("HTTP/1.1 503 "));
                assertThat(answer(running.rest(), whole)).contains("\"code\":\"bodies-too-many\"");
            }
            FolderFixture.until(() -> answer(running.rest(), whole).startsWith("HTTP/1.1 200 "));
            assertThat(get(running.control(), "/health/live").statusCode()).isEqualTo(200);
        } finally {
            running.process().destroy();
        }
        assertThat(running.process().waitFor()).isZero();
    }

    /** What comes back, though the rest of a request is not read any more. */
    private static String answer(int port, String request) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            var read = new StringBuilder();
            var reader = new Thread(() -> {
                try {
                    read.append(RawHttp.upTo("\"}", socket.getInputStream()));
                } catch (IOException e) {
                    read.append(e);
                }
            });
            reader.start();
            try {
                socket.getOutputStream().write(request.getBytes(UTF_8));
            } catch (IOException e) {
                // The answer came before the end of the request.
            }
            reader.join();
            return read.toString();
        } catch (IOException e) {
            return String.valueOf(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
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

    /** What a shell prints and how it ends. */
    private record Shell(int code, String out) {
        static Shell run(String command) throws IOException, InterruptedException {
            var process = new ProcessBuilder("sh", "-c", command)
                    .directory(ROOT.toFile())
                    .redirectErrorStream(true)
                    .start();
            var out = new String(process.getInputStream().readAllBytes(), UTF_8);
            return new Shell(process.waitFor(), out);
        }
    }

    /** The lines of the shell blocks in a page that begin with these words; a line's continuations belong to it. */
    private static List<String> commands(String page, String... beginnings) throws IOException {
        var text = Files.readString(ROOT.resolve(page)).replace("\\\n", " ");
        return SHELL_BLOCK
                .matcher(text)
                .results()
                .flatMap(block -> block.group(1).lines())
                .map(line -> line.replaceFirst("^\\$ ", ""))
                .filter(line -> Stream.of(beginnings).anyMatch(line::startsWith))
                .toList();
    }

    @Test
    void theCallsInTheReadmeWork() throws Exception {
        var running = start("--mock");
        try {
            var calls = commands("README.md", "curl ");
            assertThat(calls).isNotEmpty();
            for (var call : calls) {
                var answer =
                        Shell.run(call.replace(":8080", ":" + running.rest()).replace("curl ", "curl -fsS "));
                assertThat(answer.code()).as(call + "\n" + answer.out()).isZero();
                assertThat(answer.out()).contains("\"path\":\"/api/v1/customers/42/events\"", "{\"name\": \"hello\"}");
            }
        } finally {
            running.process().destroy();
            running.process().waitFor();
        }
    }

    @Test
    void theCommandsInTheReadmeWork() throws Exception {
        var commands = commands("README.md", "./capstan explain", "./capstan list", "./capstan validate");
        assertThat(commands).isNotEmpty();
        for (var command : commands) {
            var answer = Shell.run(command);
            // 1 says that a call would be refused, as without secrets; 2 would be wrong usage.
            assertThat(answer.code()).as(command + "\n" + answer.out()).isBetween(0, 1);
            assertThat(answer.out()).contains("POST https://track.customer.io/api/v1/customers/42/events");
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

    @Test
    void theSdksClientTalksOverStandardStreams() {
        var command = ServerParameters.builder(JAVA)
                .args("-jar", JAR, "mcp", "--mock", ROOT.resolve("capabilities").toString())
                .build();
        var transport = new StdioClientTransport(command, new JacksonMcpJsonMapper(TestServer.JSON));
        try (var client = McpClient.sync(transport).build()) {
            assertThat(client.initialize().serverInfo().name()).isEqualTo("capstan");
            assertThat(client.listTools().tools()).hasSize(12);
            var result = client.callTool(
                    McpSchema.CallToolRequest.builder("track-pixel").build());
            assertThat(result.isError()).isFalse();
        }
    }

    @Test
    void standardOutputHasMessagesOnlyAndTheProcessEndsWithItsInput() throws Exception {
        var process = new ProcessBuilder(JAVA, "-jar", JAR, "mcp", "--mock", "capabilities")
                .directory(ROOT.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var in = process.getOutputStream()) {
            in.write("nonsense\n\n{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}\n".getBytes(UTF_8));
            in.write(McpEra.MODERN.message(2, "tools/call", "{\"name\":\"track-pixel\"}", "{}"));
        }
        var lines = new String(process.getInputStream().readAllBytes(), UTF_8)
                .lines()
                .map(TestServer.JSON::readTree)
                .toList();

        assertThat(lines)
                .hasSize(3)
                .allMatch(line -> line.get("jsonrpc").asString().equals("2.0"));
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void theConformanceServerHasItsFixtures() throws Exception {
        var process = new ProcessBuilder(JAVA, "-jar", JAR, "conformance-server", "--mcp-port", "0")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            var printed = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8)).readLine();
            var endpoint = URI.create(printed.substring(printed.indexOf("http://")));
            var tools = post(
                    endpoint.getPort(), endpoint.getPath(), "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
            assertThat(tools.body()).contains("test_simple_text", "test_input_required_result_multi_round");
        } finally {
            process.destroy();
        }
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }
}
