package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.bind.BindStores;
import dev.capstan.bind.SecretsFolder;
import dev.capstan.compile.CompileSettings;
import dev.capstan.compile.RuntimeSettings;
import dev.capstan.exposure.Endpoint;
import dev.capstan.problem.Problems;
import dev.capstan.script.ScriptPermission;
import dev.capstan.upstream.Origin;
import dev.capstan.upstream.UpstreamLimits;
import dev.capstan.value.Secret;
import dev.capstan.value.Variables;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real server on free ports, and clients for both of its doors. */
final class TestServer implements AutoCloseable {
    static final JsonMapper JSON = new JsonMapper();
    static final Path SEEDS = Path.of("..", "capabilities");
    static final Map<String, String> SECRETS = Map.of(
            "CUSTOMER_IO_USER", "site-1",
            "CUSTOMER_IO_PASS", "pa:ss wörd",
            "SEGMENT_USER", "write-key",
            "SEGMENT_PASS", "");

    static {
        new Logging();
    }

    private static final Endpoint ANY = new Endpoint(Endpoint.LOOPBACK, 0);

    private final CapstanServer server;
    private final BindStores binds;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private TestServer(Builder builder) {
        var compile = new CompileSettings(
                builder.address,
                Optional.of(0),
                Optional.of(0),
                builder.baseUris,
                Optional.ofNullable(builder.upstream).flatMap(Origin::of),
                false,
                builder.settings.pagination(),
                builder.importRoots,
                builder.bindRoots,
                builder.scripts);
        Variables environment = name -> builder.variables.apply(name).map(Secret::new);
        binds = new BindStores(environment, builder.secretsDir, builder.clock, builder.refresh);
        server = new CapstanServer(new ServerSettings(
                builder.paths,
                compile,
                binds.or(environment).or(secretsFolder(builder)),
                0,
                Set.of(),
                builder.limits.withTotalTimeout(builder.timeout),
                builder.upstreamClient,
                builder.mock,
                builder.strict,
                builder.mcp,
                builder.watch));
    }

    private static Variables secretsFolder(Builder builder) {
        return builder.secretsDir
                .<Variables>map(folder -> new SecretsFolder(folder, builder.clock))
                .orElse(name -> Optional.empty());
    }

    static Builder of(Path... paths) {
        return new Builder(List.of(paths));
    }

    /** The five seed files, with every secret set and a base URI for the one that has none. */
    static Builder ofSeeds(String upstream) {
        return of(SEEDS)
                .upstream(upstream)
                .variables(SECRETS)
                .baseUri("openpanel-track", "https://openpanel.test/base");
    }

    static final class Builder {
        private final List<Path> paths;
        private final Map<String, String> baseUris = new HashMap<>();
        private Function<String, Optional<String>> variables = name -> Optional.empty();
        private Optional<String> address = Optional.empty();
        private String upstream;
        private UpstreamLimits limits = UpstreamLimits.DEFAULT;
        private UpstreamChoice upstreamClient = UpstreamChoice.UNDERTOW;
        private Duration timeout = Duration.ofSeconds(20);
        private Duration watch = Duration.ZERO;
        private List<Path> importRoots = List.of();
        private List<Path> bindRoots = List.of();
        private Optional<Path> secretsDir = Optional.empty();
        private LongSupplier clock = System::nanoTime;
        private Duration refresh = Duration.ofSeconds(30);
        private boolean mock;
        private boolean strict;
        private RuntimeSettings settings = RuntimeSettings.NONE;
        private ScriptPermission scripts = ScriptPermission.REFUSED;
        private McpChoices mcp = McpChoices.standard();

        private Builder(List<Path> paths) {
            this.paths = paths;
        }

        /** Listens here, whatever the files say. */
        Builder address(String given) {
            address = Optional.of(given);
            return this;
        }

        Builder upstream(String url) {
            upstream = url;
            return this;
        }

        Builder limits(UpstreamLimits given) {
            limits = given;
            return this;
        }

        Builder upstreamClient(UpstreamChoice choice) {
            upstreamClient = choice;
            return this;
        }

        Builder variables(Map<String, String> set) {
            return variables(name -> Optional.ofNullable(set.get(name)));
        }

        Builder variables(Function<String, Optional<String>> values) {
            variables = values;
            return this;
        }

        Builder baseUri(String namespace, String url) {
            baseUris.put(namespace, url);
            return this;
        }

        Builder timeout(Duration total) {
            timeout = total;
            return this;
        }

        Builder watch(Duration interval) {
            watch = interval;
            return this;
        }

        Builder importRoots(Path... folders) {
            importRoots = List.of(folders);
            return this;
        }

        Builder bindRoots(Path... folders) {
            bindRoots = List.of(folders);
            return this;
        }

        Builder secretsDir(Path folder) {
            secretsDir = Optional.of(folder);
            return this;
        }

        /** The clock by which files of binds are looked at again. */
        Builder clock(LongSupplier nanos) {
            clock = nanos;
            return this;
        }

        /** How often stores such as Vault are read. */
        Builder refresh(Duration interval) {
            refresh = interval;
            return this;
        }

        /** Reads a settings file, which must be right. */
        Builder settings(Path file) {
            var problems = new Problems();
            settings = RuntimeSettings.read(file, file.toString(), problems);
            if (!problems.toList().isEmpty()) {
                throw new AssertionError(problems.toList());
            }
            return this;
        }

        Builder mock() {
            mock = true;
            return this;
        }

        Builder strict() {
            strict = true;
            return this;
        }

        Builder scripts(ScriptPermission permission) {
            scripts = permission;
            return this;
        }

        Builder mcp(McpChoices choices) {
            mcp = choices;
            return this;
        }

        TestServer start() {
            return new TestServer(this);
        }
    }

    CapstanServer server() {
        return server;
    }

    int restPort() {
        return server.restPort(ANY);
    }

    int mcpPort() {
        return server.mcpPort(ANY);
    }

    URI rest(String pathAndQuery) {
        return URI.create("http://127.0.0.1:" + restPort() + pathAndQuery);
    }

    URI mcp(String path) {
        return URI.create("http://127.0.0.1:" + mcpPort() + path);
    }

    URI control(String path) {
        return URI.create("http://127.0.0.1:" + server.controlPort() + path);
    }

    HttpResponse<byte[]> get(URI uri, String... headers) {
        return send("GET", uri, null, headers);
    }

    /** @param body null for none */
    HttpResponse<byte[]> send(String method, URI uri, byte[] body, String... headers) {
        var request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(60))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<byte[]> post(URI uri, String json) {
        return send("POST", uri, json.getBytes(UTF_8), "Content-Type", "application/json");
    }

    /** Sends a JSON-RPC request to {@code /mcp}; the members of {@code params} are JSON. */
    JsonNode rpc(String method, String params) {
        return rpc("/mcp", method, params);
    }

    JsonNode rpc(String path, String method, String params) {
        var response = post(
                mcp(path), "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"" + method + "\",\"params\":" + params + "}");
        return JSON.readTree(response.body());
    }

    /** The result of a call; the arguments are JSON and go over the wire as they are written here. */
    JsonNode callTool(String name, String arguments) {
        var reply = rpc("tools/call", "{\"name\":\"" + name + "\",\"arguments\":" + arguments + "}");
        return Optional.ofNullable(reply.get("result")).orElseThrow(() -> new AssertionError("no result but " + reply));
    }

    List<String> toolNames(String path) {
        var names = new ArrayList<String>();
        rpc(path, "tools/list", "{}")
                .get("result")
                .get("tools")
                .forEach(tool -> names.add(tool.get("name").asString()));
        return names;
    }

    @Override
    public void close() {
        server.close();
        binds.close();
    }
}
