package dev.capstan.cli;

import dev.capstan.catalog.Catalog;
import dev.capstan.catalog.CatalogEntry;
import dev.capstan.catalog.McpSite;
import dev.capstan.catalog.RouteTable;
import dev.capstan.exposure.AccessPolicy;
import dev.capstan.exposure.Endpoint;
import dev.capstan.mcp.McpServer;
import dev.capstan.rest.RouteHandler;
import dev.capstan.script.Script;
import dev.capstan.script.ScriptPermission;
import dev.capstan.skill.SkillHandler;
import dev.capstan.value.Variables;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The running process: the catalogue on its listeners, and the control port. A change of the files makes a new catalogue,
 * which takes the place of the old one at once; requests under way end as they began.
 */
final class CapstanServer implements AutoCloseable {
    static final int MAX_BODY_BYTES = 10 * 1024 * 1024;
    /** The kind of a listener whose port is for whatever files put there. */
    static final String ANY = "any";

    private final ServerSettings settings;
    private final ServedFiles served;
    private final McpServer mcp;
    private final Map<Site, Listener> listeners = new LinkedHashMap<>();

    /** Those that nobody needs any more; they may still have requests under way. */
    private final List<Listener> left = new ArrayList<>();

    private final Listener control;
    private volatile boolean ready;
    private volatile boolean isStopping;
    private boolean hasFaults;

    /** What a listener is for. Port 0 is a different port for each kind, any other port is shared. */
    private record Site(Endpoint endpoint, String kind) {
        static Site of(Endpoint endpoint, String kind) {
            return new Site(endpoint, endpoint.port() == 0 ? kind : ANY);
        }

        /** Where that listener really is. */
        Endpoint at(Listener listener) {
            return new Endpoint(endpoint.address(), listener.port());
        }

        // By hand, as in Endpoint: every start asks for these.

        @Override
        public boolean equals(Object other) {
            return other instanceof Site site && endpoint.equals(site.endpoint) && kind.equals(site.kind);
        }

        @Override
        public int hashCode() {
            return endpoint.hashCode() * 31 + kind.hashCode();
        }
    }

    /**
     * Loads the files and starts to listen.
     *
     * @throws UsageFault when there are no files, or a port cannot be had; then nothing keeps running
     */
    CapstanServer(ServerSettings settings) {
        this.settings = settings;
        served = new ServedFiles(settings);
        mcp = new McpServer(
                settings.mcp().settings(MAX_BODY_BYTES, !settings.watch().isZero()),
                settings.mcp().extras(),
                served.executor(),
                served.variables(),
                served.worker());
        try {
            served.requireConsumed();
            control = listener(controlEndpoint(), controlHandler());
            var faults = serve(served.catalog());
            faults.stream()
                    .filter(fault -> !(fault instanceof Addresses.Fault))
                    .findFirst()
                    .ifPresent(fault -> {
                        throw fault;
                    });
            // A file may name an address of the machine it was made for; the others serve.
            faults.forEach(ServeReport::fault);
            hasFaults = !faults.isEmpty();
        } catch (UsageFault e) {
            close();
            throw e;
        }
        served.watch(this::take);
        ready = true;
    }

    private ControlHandler controlHandler() {
        return new ControlHandler(
                this::isReady,
                served.mock().map(upstream -> upstream::received),
                AccessPolicy.of(Endpoint.LOOPBACK, Set.of()));
    }

    /** Not so while every file is rejected: then a rollout of broken files must not replace what works. */
    private boolean isReady() {
        var entries = catalog().entries();
        return ready && (entries.isEmpty() || entries.stream().anyMatch(CatalogEntry::served));
    }

    private Listener listener(Endpoint endpoint, HttpHandler handler) {
        var scripts = settings.compile().scripts() == ScriptPermission.ALLOWED ? Script.TIMEOUT : Duration.ZERO;
        return new Listener(
                endpoint,
                handler,
                served.worker(),
                served.buffers(),
                settings.limits().totalTimeout().plusSeconds(30).plus(scripts));
    }

    /**
     * Puts a catalogue on its listeners. Those that nobody needs any more are stopped, so that their ports are free; then
     * new ones are started.
     *
     * @return why listeners could not be started; the others serve
     */
    private List<UsageFault> serve(Catalog catalog) {
        var faults = new ArrayList<UsageFault>();
        var handlers = handlers(catalog, faults);
        listeners.entrySet().removeIf(entry -> {
            var isUnused = !handlers.containsKey(entry.getKey());
            if (isUnused) {
                ServeReport.closed(entry.getKey().at(entry.getValue()));
                // Connections that are open outlive the listener.
                entry.getValue().serve(CapstanServer::gone);
                entry.getValue().close();
                left.add(entry.getValue());
            }
            return isUnused;
        });
        handlers.forEach((site, handler) -> {
            try {
                serve(site, handler);
            } catch (UsageFault e) {
                faults.add(e);
            }
        });
        mcp.replaced(catalog.mcp().keySet());
        return faults;
    }

    private Map<Site, HttpHandler> handlers(Catalog catalog, List<UsageFault> faults) {
        Map<Site, HttpHandler> handlers = new LinkedHashMap<>();
        catalog.rest().forEach((endpoint, routes) -> handlers.put(Site.of(endpoint, "rest"), rest(endpoint, routes)));
        catalog.mcp()
                .forEach((endpoint, site) ->
                        handlers.merge(Site.of(endpoint, "mcp"), mcp(endpoint, site), CapstanServer::shared));
        // With port 0 skills are beside the routes, as they are where --rest-port moves both.
        catalog.skills().forEach((endpoint, site) -> {
            var skills = new SkillHandler(site, access(endpoint), served.variables());
            handlers.merge(Site.of(endpoint, "rest"), skills, (others, same) -> skills.before(others));
        });
        handlers.keySet().removeIf(site -> {
            var fault = Addresses.fault(site.endpoint());
            fault.ifPresent(faults::add);
            return fault.isPresent();
        });
        shareControlPort(handlers, faults);
        for (var all : List.copyOf(handlers.entrySet())) {
            var covered = handlers.entrySet().stream()
                    .filter(site -> all.getKey().endpoint().covers(site.getKey().endpoint()))
                    .toList();
            if (!covered.isEmpty()) {
                var byAddress = new AddressHandler(all.getValue());
                covered.forEach(site ->
                        byAddress.put(Addresses.of(site.getKey().endpoint()).orElseThrow(), site.getValue()));
                covered.forEach(site -> handlers.remove(site.getKey()));
                handlers.put(all.getKey(), byAddress);
            }
        }
        return handlers;
    }

    private Endpoint controlEndpoint() {
        return new Endpoint(Endpoint.LOOPBACK, settings.controlPort());
    }

    /** What files put on the control port is served behind its paths, so on the loopback address alone. */
    private void shareControlPort(Map<Site, HttpHandler> handlers, List<UsageFault> faults) {
        var own = controlEndpoint();
        if (own.port() == 0) {
            return;
        }
        var all = handlers.keySet().stream()
                .filter(site -> site.endpoint().covers(own))
                .findFirst();
        all.ifPresent(site -> faults.add(new Addresses.Fault(site.endpoint(), own)));
        var beside = Stream.concat(Stream.of(Site.of(own, ANY)), all.stream())
                .flatMap(site -> Optional.ofNullable(handlers.remove(site)).stream())
                .toList();
        control.serve(beside.isEmpty() ? controlHandler() : controlHandler().before(beside.get(0)));
    }

    private void serve(Site site, HttpHandler handler) {
        var running = listeners.get(site);
        if (running == null) {
            var opened = listener(site.endpoint(), handler);
            listeners.put(site, opened);
            if (ready) {
                ServeReport.opened(site.at(opened), site.kind());
            }
        } else {
            running.serve(handler);
        }
    }

    private HttpHandler rest(Endpoint endpoint, RouteTable routes) {
        return new RouteHandler(routes, served.executor(), access(endpoint), served.variables(), MAX_BODY_BYTES);
    }

    private HttpHandler mcp(Endpoint endpoint, McpSite site) {
        return mcp.handler(endpoint, site, access(endpoint));
    }

    private AccessPolicy access(Endpoint endpoint) {
        // A name may lead to a loopback address, too; what cannot be looked up is not served.
        return new AccessPolicy(
                Addresses.of(endpoint).map(InetAddress::isLoopbackAddress).orElse(true), settings.allowedHosts());
    }

    private static void gone(HttpServerExchange exchange) {
        exchange.setPersistent(false).setStatusCode(503).endExchange();
    }

    /** REST and MCP on one port: MCP has {@code /mcp} and what is below it. */
    private static HttpHandler shared(HttpHandler rest, HttpHandler mcp) {
        return exchange -> {
            var path = exchange.getRequestPath();
            (path.equals("/mcp") || path.startsWith("/mcp/") ? mcp : rest).handleRequest(exchange);
        };
    }

    /** @param again whether nothing changed, so that only what failed is tried again */
    private synchronized void take(Catalog newest, boolean again) {
        if (isStopping || again && !hasFaults) {
            return;
        }
        // A port that was taken may be free by now, so every look is a new try.
        var faults = serve(newest);
        if (!again) {
            faults.forEach(ServeReport::fault);
        }
        hasFaults = !faults.isEmpty();
    }

    /** What is served now. */
    Catalog catalog() {
        return served.catalog();
    }

    /** The variables that calls use. */
    Variables variables() {
        return served.variables();
    }

    /** What is said about MCP. */
    McpServer mcp() {
        return mcp;
    }

    /** The port of the one listener for MCP. */
    int onlyMcpPort() {
        return mcpPort(served.catalog().mcp().keySet().iterator().next());
    }

    boolean isMock() {
        return served.mock().isPresent();
    }

    /** The port of the listener for REST routes and skills that files put on that endpoint. */
    int restPort(Endpoint endpoint) {
        return port(Site.of(endpoint, "rest"));
    }

    /** The port of the listener for MCP tools that files put on that endpoint. */
    int mcpPort(Endpoint endpoint) {
        return port(Site.of(endpoint, "mcp"));
    }

    private synchronized int port(Site site) {
        var listener = listeners.get(site);
        return listener == null ? site.endpoint().port() : listener.port();
    }

    int controlPort() {
        return control.port();
    }

    /** Stops as an operator wants it: not ready, no new requests, those under way get their time. */
    void shutDown(Duration grace) {
        isStopping = true;
        ready = false;
        var end = System.nanoTime() + grace.toNanos();
        for (var listener : refuseNew()) {
            try {
                listener.awaitDone(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        close();
    }

    private synchronized List<Listener> refuseNew() {
        served.stopWatching();
        mcp.close();
        var all = Stream.concat(listeners.values().stream(), left.stream()).toList();
        all.forEach(Listener::refuseNew);
        return all;
    }

    @Override
    public synchronized void close() {
        isStopping = true;
        ready = false;
        served.stopWatching();
        mcp.close();
        listeners.values().forEach(Listener::close);
        if (control != null) {
            control.close();
        }
        served.close();
    }
}
