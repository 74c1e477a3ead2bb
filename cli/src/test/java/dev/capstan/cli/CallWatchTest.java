package dev.capstan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capstan.catalog.CapabilityFiles;
import dev.capstan.catalog.Composer;
import dev.capstan.compile.CompileSettings;
import dev.capstan.compile.RuntimeSettings;
import dev.capstan.exposure.Endpoint;
import dev.capstan.flow.FlowExecutor;
import dev.capstan.flow.Outcome;
import dev.capstan.flow.ToolInputs;
import dev.capstan.problem.Problems;
import dev.capstan.script.ScriptPermission;
import dev.capstan.upstream.CallWatch;
import dev.capstan.upstream.Header;
import dev.capstan.upstream.JdkUpstreamClient;
import dev.capstan.upstream.Origin;
import dev.capstan.upstream.UpstreamLimits;
import dev.capstan.upstream.UpstreamTls;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a call brings along, and tells while it runs. */
class CallWatchTest extends FolderFixture {
    private static final String FILE = """
            naftiko: 1.0.0-alpha2
            capability:
              consumes:
              - namespace: api
                baseUri: https://api.test
                %s
                resources:
                - {path: /crew, operations: [{name: crew, method: GET}]}
                - {path: /ships, operations: [{name: sail, method: POST, %s}]}
              exposes:
              - type: mcp
                namespace: mcp
                port: 9090
                tools:
                - {name: crew, call: api.crew}
                - {name: sail, call: api.sail}
                - name: all
                  steps:
                  - {type: call, name: people, call: api.crew}
                  - {type: lookup, name: captain, index: people, match: id, lookupValue: '1'}
                  - {type: call, name: go, call: api.sail}
            """;
    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    /** Keeps what it is told. */
    private static class Recorder implements CallWatch {
        final List<String> told = new ArrayList<>();

        @Override
        public List<Header> trace() {
            return List.of(
                    new Header("traceparent", PARENT), new Header("tracestate", "a=1"), new Header("baggage", "b=2"));
        }

        @Override
        public void progress(int done, Optional<Integer> total, String what) {
            told.add(done + "/" + total.map(String::valueOf).orElse("?") + " " + what);
        }

        @Override
        public void asked(String operation, String method, Optional<Integer> status, Duration took) {
            assertThat(took).isPositive();
            told.add(
                    method + " " + operation + " " + status.map(String::valueOf).orElse("-"));
        }
    }

    private Outcome run(String tool, CallWatch watch) throws IOException {
        write("settings", "pagination: {api.crew: {follow: link}}");
        var settings = new CompileSettings(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Origin.of(upstream.url()),
                false,
                RuntimeSettings.read(folder.resolve("settings"), "settings", new Problems())
                        .pagination(),
                List.of(),
                List.of(),
                ScriptPermission.REFUSED);
        var catalog = Composer.compose(List.of(CapabilityFiles.load(folder.resolve("a.yaml"), settings)));
        var flow = catalog.mcp()
                .get(new Endpoint(Endpoint.LOOPBACK, 9090))
                .all()
                .tools()
                .listed()
                .get(tool)
                .flow();
        try (var client = new JdkUpstreamClient(UpstreamLimits.DEFAULT, new UpstreamTls())) {
            return new FlowExecutor(client, name -> Optional.empty())
                    .execute(flow, new ToolInputs(Map.of(), flow.inputs()), watch)
                    .join();
        }
    }

    private void pages() {
        upstream.answer(request -> {
            if (request.requestLine().startsWith("POST")) {
                return "{}";
            }
            return request.requestLine().contains("page=2")
                    ? "[{\"id\":3}]"
                    : FakeUpstream.ok("[{\"id\":1}]").replaceFirst("\r\n", "\r\nLink: </crew?page=2>; rel=next\r\n");
        });
    }

    @Test
    void pagesAreTold() throws IOException {
        write("a.yaml", FILE.formatted("", ""));
        pages();
        var watch = new Recorder();

        assertThat(run("crew", watch)).isInstanceOf(Outcome.Answered.class);

        assertThat(watch.told)
                .containsExactly("GET api.crew 200", "1/? page 1, 1 item", "GET api.crew 200", "2/? page 2, 2 items");
        assertThat(upstream.received())
                .hasSize(2)
                .allSatisfy(request -> assertThat(request.header("traceparent")).isEqualTo(PARENT))
                .allSatisfy(request -> assertThat(request.header("tracestate")).isEqualTo("a=1"))
                .allSatisfy(request -> assertThat(request.header("baggage")).isEqualTo("b=2"));
    }

    @Test
    void ofStepsTheStepsAreTold() throws IOException {
        write("a.yaml", FILE.formatted("", ""));
        pages();
        var watch = new Recorder();

        assertThat(run("all", watch)).isInstanceOf(Outcome.Answered.class);

        assertThat(watch.told)
                .containsExactly(
                        "GET api.crew 200",
                        "GET api.crew 200",
                        "1/3 'people' (api.crew, HTTP 200)",
                        "2/3 'captain' (look-up)",
                        "POST api.sail 200",
                        "3/3 'go' (api.sail, HTTP 200)");
        assertThat(upstream.received())
                .allSatisfy(request -> assertThat(request.header("traceparent")).isEqualTo(PARENT));
    }

    @Test
    void aRequestWithoutAnAnswerIsToldToo() throws IOException {
        write("a.yaml", FILE.formatted("", ""));
        upstream.behave(socket -> socket.close());
        var watch = new Recorder();

        assertThat(run("sail", watch)).isInstanceOf(Outcome.Failed.class);

        assertThat(watch.told).containsExactly("POST api.sail -");
    }

    @Test
    void requestsForTokensAreNoPartOfTheCall() throws IOException {
        write(
                "a.yaml",
                FILE.formatted(
                        "authentication: {type: oauth2, tokenEndpoint: 'https://id.test/token', clientId: a, clientSecret: b}",
                        ""));
        var tokens = new AtomicInteger();
        upstream.answer(request -> {
            if (request.requestLine().contains("/token")) {
                return "{\"access_token\":\"t" + tokens.incrementAndGet() + "\",\"token_type\":\"Bearer\"}";
            }
            return request.header("Authorization").equals("Bearer t1")
                    ? FakeUpstream.message(401, "text/plain", "no")
                    : "{}";
        });
        var watch = new Recorder();

        assertThat(run("sail", watch)).isInstanceOf(Outcome.Answered.class);

        assertThat(watch.told).containsExactly("POST api.sail 401", "POST api.sail 200");
        assertThat(upstream.received()).hasSize(4);
        assertThat(upstream.received())
                .filteredOn(request -> request.requestLine().contains("/ships"))
                .allSatisfy(request -> assertThat(request.header("traceparent")).isEqualTo(PARENT));
        assertThat(upstream.received())
                .filteredOn(request -> request.requestLine().contains("/token"))
                .allSatisfy(request -> assertThat(request.header("traceparent")).isNull());
    }

    @Test
    void theTraceOfTheFileWins() throws IOException {
        write(
                "a.yaml",
                FILE.formatted(
                        "",
                        "inputParameters: [{name: Traceparent, in: header, value: own}, {name: BAGGAGE, in: header, value: c}]"));

        assertThat(run("sail", new Recorder())).isInstanceOf(Outcome.Answered.class);

        assertThat(upstream.only().header("traceparent")).isEqualTo("own");
        assertThat(upstream.only().header("tracestate")).isNull();
        assertThat(upstream.only().header("baggage")).isEqualTo("c");
    }

    @Test
    void aWatchThatFailsDoesNotHurt() throws IOException {
        write("a.yaml", FILE.formatted("", ""));
        pages();

        var outcome = run("all", new CallWatch() {
            @Override
            public List<Header> trace() {
                throw new IllegalStateException("trace");
            }

            @Override
            public void progress(int done, Optional<Integer> total, String what) {
                throw new IllegalStateException("progress");
            }

            @Override
            public void asked(String operation, String method, Optional<Integer> status, Duration took) {
                throw new IllegalStateException("asked");
            }
        });

        assertThat(outcome).isInstanceOf(Outcome.Answered.class);
        assertThat(upstream.received()).hasSize(3);
    }
}
