package dev.capstan.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.catalog.CapabilityFiles;
import dev.capstan.catalog.Catalog;
import dev.capstan.catalog.Composer;
import dev.capstan.catalog.RouteMatch;
import dev.capstan.catalog.RouteTable;
import dev.capstan.compile.CompileSettings;
import dev.capstan.flow.Flow;
import dev.capstan.flow.FlowExecutor;
import dev.capstan.flow.HttpInputs;
import dev.capstan.flow.MultipartReader;
import dev.capstan.flow.RawInputs;
import dev.capstan.upstream.Header;
import dev.capstan.upstream.UpstreamClient;
import dev.capstan.upstream.UpstreamRequest;
import dev.capstan.upstream.UpstreamResponse;
import dev.capstan.value.Value;
import dev.capstan.value.Variables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A folder of capability files as it is served, with an upstream that has answered already. All that the benchmarks know
 * of Capstan's types that may change is here.
 *
 * @param routes those of the one REST listener that all files share
 */
record Served(Catalog catalog, RouteTable routes, FlowExecutor executor) {
    /** What operations with a mapping of ten fields are answered. */
    static final UpstreamResponse ORDER = response("""
            {"order":{"id":4711,"state":"open","created":"2026-11-21T10:00:00Z","channel":"web","internal":{"shard":7,"lock":null},\
            "customer":{"id":"c-99","name":"Ada Lovelace","mail":"ada@example.test","segment":"b"},\
            "amounts":{"net":83.95,"tax":15.95,"total":99.90,"currency":"EUR"},\
            "delivery":{"city":"London","country":"GB","street":"St James Square","express":true},\
            "notes":["call before","ring twice"],"audit":[{"who":"a","what":"made"},{"who":"b","what":"paid"}]}}""");

    /** What every other operation is answered: 200 bytes. */
    static final UpstreamResponse SMALL =
            response("{\"id\":42,\"state\":\"open\",\"note\":\"" + "x".repeat(163) + "\"}");

    private static UpstreamResponse response(String body) {
        var headers = List.of(
                new Header("Server", "nginx"),
                new Header("Date", "Sat, 21 Nov 2026 10:00:00 GMT"),
                new Header("Content-Type", "application/json"),
                new Header("Content-Length", String.valueOf(body.length())),
                new Header("Connection", "keep-alive"));
        return new UpstreamResponse(200, headers, body.getBytes(UTF_8));
    }

    /** Loads the folder of that name below the one that {@code capstan.bench.files} names. */
    static Served load(String folder) {
        try {
            var root = Path.of(System.getProperty("capstan.bench.files"), folder);
            var files = CapabilityFiles.find(List.of(root)).stream()
                    .map(file -> CapabilityFiles.load(file, CompileSettings.NONE))
                    .toList();
            var catalog = Composer.compose(files);
            var routes = catalog.rest().values().iterator().next();
            return new Served(catalog, routes, new FlowExecutor(new Answering(), Variables.ofProcess()));
        } catch (IOException e) {
            throw new IllegalStateException("bench/jmh/run makes the folders and names them", e);
        }
    }

    /** A call of a route that is there, with what the path and the query give. */
    Call call(String path, String query) {
        if (routes.match("GET", path, query) instanceof RouteMatch.Found found
                && found.route().flow() instanceof Flow.Call flow) {
            return new Call(flow, found.route().path().variables(), found.values(), query);
        }
        throw new IllegalStateException("no route with one call is at " + path);
    }

    /** What a caller of a route gives. */
    record Call(Flow.Call flow, List<String> variables, List<String> values, String query) {
        private static final Value.Content NOTHING = new Value.Content(new byte[0], Optional.empty(), Optional.empty());

        /** As the REST adapter makes it of a request; belongs to one call. */
        RawInputs inputs() {
            return new HttpInputs(variables, values, query, name -> Optional.empty(), NOTHING, MultipartReader.NONE);
        }
    }

    /** Answers at once, in the thread that asks. */
    private static final class Answering implements UpstreamClient {
        @Override
        public CompletableFuture<UpstreamResponse> send(UpstreamRequest request) {
            return CompletableFuture.completedFuture(request.target().startsWith("/order/") ? ORDER : SMALL);
        }

        @Override
        public void close() {
            // There is nothing under way.
        }
    }
}
