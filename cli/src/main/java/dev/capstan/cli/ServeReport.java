package dev.capstan.cli;

import dev.capstan.catalog.Catalog;
import dev.capstan.catalog.CatalogEntry;
import dev.capstan.catalog.LoadedFile;
import dev.capstan.catalog.Renamed;
import dev.capstan.exposure.AccessPolicy;
import dev.capstan.exposure.Authentication;
import dev.capstan.exposure.Endpoint;
import dev.capstan.problem.Problem;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Severity;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What {@code serve} tells the one who started it. */
final class ServeReport {
    private static final System.Logger LOG = System.getLogger(ServeReport.class.getName());

    private static final int MAX_FILES = 30;
    private static final int MANY_FILES = 500;
    private static final int MAX_REJECTED = 10;
    private static final int MAX_RENAMED = 10;

    private final CapstanServer server;
    private final PrintWriter out;

    ServeReport(CapstanServer server, PrintWriter out) {
        this.server = server;
        this.out = out;
    }

    /** @param after from the start of the program until everything listens */
    void started(Duration after) {
        var catalog = server.catalog();
        out.println("Capstan " + Version.TEXT + ", ready after " + after.toMillis() + " ms");
        out.println();
        files(catalog);
        out.println();
        if (catalog.entries().stream().noneMatch(CatalogEntry::served)) {
            out.println("  Nothing is served, as every file is rejected; 'capstan validate' says why");
        }
        addresses(catalog);
        if (server.isMock()) {
            out.println("  Mock     no real upstream is called; GET http://127.0.0.1:" + server.controlPort()
                    + "/mock/requests shows what one would have received");
        }
        suggestions(catalog);
        out.flush();
    }

    /** A line or more for each file; of a large folder what is needed to go on. */
    private void files(Catalog catalog) {
        var report = new ListReport(catalog, server.variables(), Paint.NONE, out);
        if (catalog.entries().size() <= MAX_FILES) {
            new TextReport(out, server.variables()).summary(catalog);
            report.collisions();
            return;
        }
        report.rejected(MAX_REJECTED);
        report.totals();
        out.println("'capstan list' shows each file, 'capstan validate' what is wrong with it");
    }

    private void addresses(Catalog catalog) {
        sorted(catalog.rest())
                .forEach((endpoint, routes) ->
                        address("REST", endpoint, server.restPort(endpoint), "", routes.authentications()));
        sorted(catalog.mcp())
                .forEach((endpoint, site) ->
                        address("MCP", endpoint, server.mcpPort(endpoint), "/mcp", site.authentications()));
        sorted(catalog.skills())
                .forEach((endpoint, site) ->
                        address("Skills", endpoint, server.restPort(endpoint), "/skills", site.authentications()));
        out.println("  Control  http://127.0.0.1:" + server.controlPort() + "/health/ready");
    }

    private static <T> SortedMap<Endpoint, T> sorted(Map<Endpoint, T> listeners) {
        var sorted = new TreeMap<Endpoint, T>(Comparator.comparing(Endpoint::toString));
        sorted.putAll(listeners);
        return sorted;
    }

    private void address(String kind, Endpoint endpoint, int port, String path, List<Authentication> authentications) {
        if (Addresses.fault(endpoint).isPresent()) {
            return;
        }
        out.printf("  %-8s http://%s%s%n", kind, new Endpoint(endpoint.address(), port), path);
        if (!AccessPolicy.isLoopback(endpoint.address())) {
            out.println("           " + warning(authentications, kind));
        }
    }

    private static String warning(List<Authentication> authentications, String kind) {
        var open = authentications.stream().filter(Authentication::isOpen).count();
        if (open == 0) {
            return "Note: other machines can reach this address. Callers must show credentials, which others can read on"
                    + " their way, since there is no TLS here";
        }
        return "WARNING: other machines can reach this address, and "
                + (open == authentications.size()
                        ? "nobody is asked who they are;"
                        : open + " of " + authentications.size() + " adapters ask nobody who they are;")
                + (kind.equals("Skills")
                        ? " they read the files of skills"
                        : " they call upstreams with your credentials");
    }

    /** Commands to try, made from what is served; first of what can be called as things are. */
    private void suggestions(Catalog catalog) {
        var routes = catalog.entries().stream()
                .flatMap(entry -> entry.routes().stream())
                .filter(route -> route.bare() && route.authentication().isOpen())
                .toList();
        var get = sample("GET", routes);
        var post = sample(
                "POST",
                routes.stream()
                        .sorted(Comparator.comparingInt((CatalogEntry.Route route) ->
                                        route.route().path().variables().size())
                                .reversed())
                        .toList());
        var tools = catalog.mcp().entrySet().stream()
                .filter(site -> site.getValue().authentications().stream().anyMatch(Authentication::isOpen))
                .filter(site -> !site.getValue().all().tools().listed().isEmpty())
                .max(Comparator.comparingInt(
                        site -> site.getValue().all().tools().listed().size()))
                .map(site -> "npx -y @modelcontextprotocol/inspector --cli http://127.0.0.1:"
                        + server.mcpPort(site.getKey()) + "/mcp --method tools/list");
        var calls = Stream.of(get, post, tools).flatMap(Optional::stream).toList();
        if (!calls.isEmpty()) {
            out.println();
            out.println("Try");
            calls.forEach(call -> out.println("  " + call));
        }
    }

    private Optional<String> sample(String method, List<CatalogEntry.Route> routes) {
        var ready = routes.stream().filter(route -> route.route().flow().isReady(server.variables()));
        return Stream.concat(ready, routes.stream())
                .filter(route -> route.route().method().equals(method))
                .map(route -> SampleCall.curl(route, server.restPort(route.endpoint())))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Loading begins. Of a few files nothing is said, as they are there at once. */
    static void reading(int files) {
        if (files >= MANY_FILES) {
            log(System.Logger.Level.INFO, "reading " + files + " files; nothing is served before all of them are read");
        }
    }

    /**
     * A file changed.
     *
     * @param isNew whether it was not there before
     */
    static void reloaded(LoadedFile file, boolean isNew, boolean keepsLastGood) {
        if (keepsLastGood) {
            log(
                    System.Logger.Level.WARNING,
                    file.file() + " cannot be served as it is now; its last good version keeps serving");
        } else {
            log(
                    System.Logger.Level.INFO,
                    file.file() + (file.capability().isEmpty() ? " rejected" : isNew ? " added" : " reloaded"));
        }
        file.problems().stream()
                .filter(problem -> problem.severity() == Severity.ERROR || problem.code() == ProblemCode.IMPORT_FAILED)
                .forEach(problem -> log(System.Logger.Level.WARNING, problem.toString()));
    }

    /** Files changed how callers reach what others offer. */
    static void renamed(List<Renamed> files) {
        files.stream()
                .limit(MAX_RENAMED)
                .forEach(file -> log(
                        System.Logger.Level.WARNING,
                        file.file() + ": because of another file, " + file.before() + " is called as " + file.now()
                                + " now" + (file.others() == 0 ? "" : ", and " + file.others() + " more like it")
                                + "; 'capstan list --details' shows all names"));
        if (files.size() > MAX_RENAMED) {
            log(System.Logger.Level.WARNING, "the same happened to " + (files.size() - MAX_RENAMED) + " more files");
        }
    }

    /**
     * A listener was opened after the start.
     *
     * @param kind what it is for, or {@link CapstanServer#ANY}
     */
    static void opened(Endpoint endpoint, String kind) {
        log(
                System.Logger.Level.INFO,
                "listening on " + endpoint + (kind.equals(CapstanServer.ANY) ? "" : " for " + kind));
    }

    /** A listener is not needed any more. */
    static void closed(Endpoint endpoint) {
        log(System.Logger.Level.INFO, "not listening on " + endpoint + " any more");
    }

    /** A file or folder of the command line is not there any more. */
    static void gone(Path path) {
        log(
                System.Logger.Level.WARNING,
                path + " is gone or cannot be read; what it had keeps serving until it is back, or until a restart");
    }

    static void removed(Path file) {
        log(System.Logger.Level.INFO, file + " removed");
    }

    static void fault(UsageFault fault) {
        log(System.Logger.Level.ERROR, Optional.ofNullable(fault.getMessage()).orElse("reload failed"));
    }

    /** Names of files may have lines of their own. */
    private static void log(System.Logger.Level level, String text) {
        LOG.log(level, Problem.oneLine(text));
    }
}
