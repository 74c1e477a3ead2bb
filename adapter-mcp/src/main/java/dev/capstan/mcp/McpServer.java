package dev.capstan.mcp;

import dev.capstan.catalog.McpOffer;
import dev.capstan.catalog.McpSite;
import dev.capstan.exposure.AccessPolicy;
import dev.capstan.exposure.Endpoint;
import dev.capstan.flow.FlowExecutor;
import dev.capstan.value.Variables;
import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Everything that is said about MCP in one process, over HTTP and over stdio. What is offered comes as the catalogue has
 * it and is replaced when the files change; what clients are told over longer times outlives that. Thread-safe.
 */
public final class McpServer implements AutoCloseable {
    private final McpEndpoint.Parts parts;
    private final Variables variables;
    private final Subscriptions subscriptions;
    private final Engine engine;
    private volatile McpEndpoint offered;
    private final Map<Endpoint, McpEndpoints> byEndpoint = new ConcurrentHashMap<>();

    /**
     * @param variables with the secrets that callers must show
     * @param blocking for what reads the disk
     */
    public McpServer(
            McpSettings settings, McpExtras extras, FlowExecutor executor, Variables variables, Executor blocking) {
        this.parts = new McpEndpoint.Parts(settings, extras, executor, blocking, new Agreements());
        this.variables = variables;
        this.subscriptions = new Subscriptions(blocking);
        this.engine = new Engine(settings, subscriptions);
        this.offered = new McpEndpoint(McpOffer.NOTHING, parts);
    }

    /** Serves what an endpoint of the catalogue offers, in the place of what it offered before. */
    public HttpHandler handler(Endpoint endpoint, McpSite site, AccessPolicy access) {
        var endpoints = new McpEndpoints(site, parts);
        byEndpoint.put(endpoint, endpoints);
        return new McpHandler(
                endpoints,
                () -> Optional.ofNullable(byEndpoint.get(endpoint)),
                engine,
                subscriptions,
                access,
                variables,
                parts.settings());
    }

    /** Forgets what is served at other endpoints than these, and tells clients that listen what has changed for them. */
    public void replaced(Set<Endpoint> endpoints) {
        byEndpoint.keySet().retainAll(endpoints);
        subscriptions.look();
    }

    /** What is served over stdio from now on. */
    public void offer(McpOffer offer) {
        offered = new McpEndpoint(offer, parts);
        subscriptions.look();
    }

    /**
     * Serves what is {@linkplain #offer offered} over two streams until the input ends, and answers what was asked before
     * then.
     *
     * @throws IOException when the input cannot be read
     */
    public void serve(InputStream in, OutputStream out) throws IOException {
        new StdioConnection(engine, subscriptions, () -> offered, out, McpHandler.maxMessageBytes(parts.settings()))
                .serve(in);
    }

    /** Tells clients that listen that the list of tools has changed; for tools that are written in Java. */
    public void toolsChanged() {
        subscriptions.changed(ListKind.TOOLS);
    }

    /** Tells clients that listen that the list of prompts has changed; for prompts that are written in Java. */
    public void promptsChanged() {
        subscriptions.changed(ListKind.PROMPTS);
    }

    /** Ends what clients listen to. What they ask is still answered. */
    @Override
    public void close() {
        subscriptions.close();
    }
}
