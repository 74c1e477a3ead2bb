package dev.capstan.mcp;

import dev.capstan.catalog.McpOffer;
import dev.capstan.exposure.Caching;
import dev.capstan.exposure.Resource;
import dev.capstan.flow.FlowExecutor;
import dev.capstan.mcp.ListPages.Entry;
import dev.capstan.value.JsonText;
import dev.capstan.value.Sha256;
import io.modelcontextprotocol.spec.McpSchema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one MCP endpoint answers: its tools, resources and prompts, found without a search, and the results that are the
 * same for every client, each written once for clients of 2025 and once for those of 2026 when it is first asked for.
 * Immutable otherwise, and thread-safe.
 */
final class McpEndpoint {
    /** What is longer is the URI of nothing here, and costs nothing to find out. */
    private static final int MAX_URI = 4000;

    /** How long clients may keep a list; it may change when a file does. */
    private static final long LIST_MILLIS = 30_000;

    private static final long FOLDER_NANOS = 2_000_000_000L;

    private final McpOffer offer;
    private final Parts parts;
    private final List<Resource.Made> templates;
    private final List<FolderResource> folders;
    private final Map<ListKind, Lazy<ListPages>> legacyLists = new EnumMap<>(ListKind.class);
    private final Map<ListKind, Lazy<ListPages>> modernLists = new EnumMap<>(ListKind.class);
    private final Map<ListKind, Lazy<byte[]>> fingerprints = new EnumMap<>(ListKind.class);
    private @Nullable String folderFiles;
    private long folderFilesAt;
    private final Lazy<String> serverMeta;
    private final Lazy<byte[]> modernLead;
    private final Lazy<byte[]> discovery;

    /**
     * What endpoints are made with.
     *
     * @param blocking for what reads the disk
     */
    record Parts(
            McpSettings settings, McpExtras extras, FlowExecutor executor, Executor blocking, Agreements agreements) {}

    McpEndpoint(McpOffer offer, Parts parts) {
        this.offer = offer;
        this.parts = parts;
        var resources = offer.resources().listed().values();
        templates = resources.stream()
                .filter(Resource.Made.class::isInstance)
                .map(Resource.Made.class::cast)
                .filter(made -> made.uri().isTemplate())
                .toList();
        folders = resources.stream()
                .filter(Resource.Folder.class::isInstance)
                .map(folder -> FolderResource.of((Resource.Folder) folder, parts.blocking()))
                .toList();
        // A start that nobody has asked for MCP yet need not make what writes JSON.
        serverMeta = new Lazy<>(this::serverMeta);
        modernLead = new Lazy<>(() -> lead(""));
        for (var kind : ListKind.values()) {
            legacyLists.put(kind, new Lazy<>(() -> pages(kind, List.of(), false)));
            modernLists.put(kind, new Lazy<>(() -> pages(kind, List.of(), true)));
            fingerprints.put(kind, new Lazy<>(() -> fingerprint(kind)));
        }
        discovery = new Lazy<>(this::discover);
    }

    // --- what runs ---

    /** The tool that clients see under that name, or that may be called by it. */
    Optional<Operation> tool(String name) {
        Optional<Operation> own = offer.tools()
                .find(name)
                .map(tool ->
                        new FlowTool(tool, parts.executor(), parts.settings().confirmation(), parts.agreements()));
        return own.isPresent()
                ? own
                : McpExtras.find(name, parts.extras().tools()).map(McpExtras.Entry::operation);
    }

    /** The arguments of a tool that are repeated in headers. */
    List<HeaderArgument> headerArguments(String tool) {
        return parts.extras().tools().isEmpty() || offer.tools().find(tool).isPresent()
                ? List.of()
                : McpExtras.find(tool, parts.extras().tools())
                        .map(entry -> HeaderArgument.of(entry.definition().get("inputSchema")))
                        .orElse(List.of());
    }

    Optional<Operation> prompt(String name) {
        Optional<Operation> own =
                offer.prompts().find(name).map(prompt -> new PromptOperation(prompt, parts.blocking()));
        return own.isPresent()
                ? own
                : McpExtras.find(name, parts.extras().prompts()).map(McpExtras.Entry::operation);
    }

    /** A resource, and how long it may be kept. */
    record ReadableResource(Operation operation, Caching caching) {}

    Optional<ReadableResource> resource(String uri) {
        if (uri.length() > MAX_URI) {
            return Optional.empty();
        }
        if (offer.resources().listed().get(uri) instanceof Resource.Made made
                && !made.uri().isTemplate()) {
            return Optional.of(readable(made, uri, Map.of()));
        }
        for (var folder : folders) {
            var path = folder.path(uri);
            if (path.isPresent()) {
                return Optional.of(new ReadableResource(
                        folder.read(uri, path.get()),
                        folder.folder().about().caching().or(offer.caching())));
            }
        }
        for (var template : templates) {
            var variables = template.uri().match(uri);
            if (variables.isPresent()) {
                return Optional.of(readable(template, uri, variables.get()));
            }
        }
        return Optional.empty();
    }

    private ReadableResource readable(Resource.Made made, String uri, Map<String, String> variables) {
        return new ReadableResource(
                new FlowResource(
                        made, uri, variables, parts.executor(), parts.settings().confirmation()),
                made.about().caching().or(offer.caching()));
    }

    /** The namespaces of those adapters that each have a resource of that URI. */
    List<String> claimants(String uri) {
        return offer.ambiguous().getOrDefault(uri, List.of());
    }

    boolean hasFolders() {
        return !folders.isEmpty();
    }

    /** Tells apart what is in the folders at different times. Reads the disk, but not more often than every few seconds. */
    synchronized String folderFiles() {
        var found = folderFiles;
        if (found == null || System.nanoTime() - folderFilesAt > FOLDER_NANOS) {
            folderFilesAt = System.nanoTime();
            found = folders.stream().flatMap(folder -> folder.uris().stream()).collect(Collectors.joining("\n"));
            folderFiles = found;
        }
        return found;
    }

    /** The file that a resource is, for those who want to know when it changes. */
    Optional<Watched> watched(String uri) {
        return folders.stream()
                .flatMap(folder -> folder.path(uri).map(path -> new Watched(folder, path)).stream())
                .findFirst();
    }

    /** A file of a folder. */
    record Watched(FolderResource folder, String path) {
        /** What it is now; empty when it is not there. Reads the disk. */
        Optional<Object> stamp() {
            return folder.stamp(path);
        }
    }

    /**
     * Values to propose for an argument of a prompt.
     *
     * @return empty when there is no such prompt
     */
    Optional<List<String>> promptChoices(String name, String argument) {
        var own = offer.prompts()
                .find(name)
                .map(prompt -> prompt.arguments().stream()
                        .filter(it -> it.name().equals(argument))
                        .flatMap(it -> it.choices().stream())
                        .toList());
        return own.isPresent()
                ? own
                : McpExtras.find(name, parts.extras().prompts()).map(entry -> List.of());
    }

    /**
     * Values to propose for a variable of a resource's URI.
     *
     * @return empty when there is no such resource
     */
    Optional<List<String>> resourceChoices(String uri, String variable) {
        return Optional.ofNullable(offer.resources().listed().get(uri))
                .map(resource -> resource instanceof Resource.Made made
                        ? made.flow().inputs().list().stream()
                                .filter(input -> input.name().equals(variable))
                                .flatMap(input -> input.shape().choices().stream())
                                .toList()
                        : List.of());
    }

    // --- lists ---

    boolean has(ListKind kind) {
        // What is declared once is there: where files are watched, there may be some later, or none any more.
        return parts.settings().watching()
                || switch (kind) {
                    case TOOLS -> true;
                    case PROMPTS ->
                        !offer.prompts().listed().isEmpty()
                                || !parts.extras().prompts().isEmpty();
                    case RESOURCES, TEMPLATES ->
                        !offer.resources().listed().isEmpty()
                                || !offer.ambiguous().isEmpty();
                };
    }

    /** A page; empty when there is no such cursor. */
    CompletableFuture<Optional<byte[]>> list(ListKind kind, boolean isModern, Optional<String> cursor) {
        if (kind != ListKind.RESOURCES || folders.isEmpty()) {
            var pages = of(kind, isModern ? modernLists : legacyLists);
            // To write thousands of tools takes its time, once.
            return pages.isMade()
                    ? CompletableFuture.completedFuture(pages.get().page(cursor))
                    : CompletableFuture.supplyAsync(() -> pages.get().page(cursor), parts.blocking());
        }
        // What is in folders may change at any time.
        return CompletableFuture.supplyAsync(
                () -> pages(
                                kind,
                                folders.stream()
                                        .flatMap(folder -> folder.list().stream())
                                        .toList(),
                                isModern)
                        .page(cursor),
                parts.blocking());
    }

    private static <T> Lazy<T> of(ListKind kind, Map<ListKind, Lazy<T>> byKind) {
        var lazy = byKind.get(kind);
        if (lazy == null) {
            throw new IllegalStateException("every kind is there");
        }
        return lazy;
    }

    private ListPages pages(ListKind kind, List<Entry> further, boolean isModern) {
        var entries = new ArrayList<>(entries(kind, isModern));
        entries.addAll(further);
        var lead = isModern ? listLead() : new byte[0];
        return new ListPages(kind.member(), entries, parts.settings().pageSize(), lead);
    }

    private List<Entry> entries(ListKind kind, boolean isModern) {
        var entries = new ArrayList<Entry>();
        switch (kind) {
            case TOOLS -> {
                offer.tools()
                        .listed()
                        .forEach((name, tool) -> entries.add(new Entry(
                                name, Wire.json(Wire.tool(name, tool, FlowTool.outputSchema(tool, isModern))))));
                parts.extras().tools().forEach(extra -> entries.add(entry(extra)));
            }
            case PROMPTS -> {
                offer.prompts()
                        .listed()
                        .forEach((name, prompt) -> entries.add(new Entry(name, Wire.json(Wire.prompt(name, prompt)))));
                parts.extras().prompts().forEach(extra -> entries.add(entry(extra)));
            }
            case RESOURCES ->
                offer.resources().listed().forEach((uri, resource) -> {
                    if (resource instanceof Resource.Made made && !made.uri().isTemplate()) {
                        entries.add(new Entry(uri, Wire.json(Wire.resource(made.about()))));
                    }
                });
            case TEMPLATES ->
                templates.forEach(template ->
                        entries.add(new Entry(template.about().uri(), Wire.json(Wire.template(template.about())))));
        }
        return entries;
    }

    private static Entry entry(McpExtras.Entry extra) {
        return new Entry(extra.name(), Wire.json(extra.definition()));
    }

    /** Whether clients see the same list at both, apart from what is in folders. */
    boolean listsAs(McpEndpoint other, ListKind kind) {
        return Arrays.equals(
                of(kind, fingerprints).get(), of(kind, other.fingerprints).get());
    }

    private byte[] fingerprint(ListKind kind) {
        var digest = Sha256.begin();
        entries(kind, true).forEach(entry -> digest.update(entry.json()));
        return digest.digest();
    }

    // --- who this is ---

    /** The result of {@code initialize} for a revision of 2025. */
    byte[] initialize(String revision) {
        var result = McpSchema.InitializeResult.builder(revision, capabilities(), server());
        if (!offer.instructions().isBlank()) {
            result.instructions(offer.instructions());
        }
        return Wire.json(result.build());
    }

    /** The members that come first in what is the same for every client. */
    byte[] listLead() {
        return cacheableLead(offer.caching(), LIST_MILLIS);
    }

    /** The result of {@code server/discover}, without what {@link #listLead} has. */
    byte[] discovery() {
        return discovery.get();
    }

    private byte[] discover() {
        var result = new LinkedHashMap<String, Object>();
        result.put("supportedVersions", Revisions.ALL);
        result.put("capabilities", capabilities());
        if (!offer.instructions().isBlank()) {
            result.put("instructions", offer.instructions());
        }
        return Wire.json(result);
    }

    private McpSchema.ServerCapabilities capabilities() {
        var changes = parts.settings().watching();
        var capabilities = McpSchema.ServerCapabilities.builder().tools(changes).logging();
        if (has(ListKind.PROMPTS)) {
            capabilities.prompts(changes);
        }
        if (has(ListKind.RESOURCES)) {
            capabilities.resources(true, changes);
        }
        if (has(ListKind.PROMPTS) || has(ListKind.RESOURCES)) {
            capabilities.completions();
        }
        return capabilities.build();
    }

    private McpSchema.Implementation server() {
        return Wire.server(offer.name(), version(), offer.icons());
    }

    // --- what every result of 2026 has ---

    /** The members that come first in a result: JSON without the braces. */
    byte[] modernLead() {
        return modernLead.get();
    }

    /** The same for a result that may be kept; what is read may change at any time unless its file says otherwise. */
    byte[] modernLead(Caching caching) {
        return cacheableLead(caching, 0);
    }

    private byte[] cacheableLead(Caching caching, long otherwise) {
        var isPublic = caching.isPublic()
                .orElse(otherwise > 0 && offer.authentication().isOpen());
        return lead(",\"ttlMs\":" + caching.ttlMillis().orElse(otherwise) + ",\"cacheScope\":\""
                + (isPublic ? "public" : "private") + "\"");
    }

    private byte[] lead(String further) {
        return ("\"resultType\":\"complete\"" + further + ",\"_meta\":" + serverMeta.get())
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Without pictures: this is in every result. */
    private String serverMeta() {
        var server = new LinkedHashMap<String, Object>();
        server.put("name", offer.name());
        server.put("version", version());
        return new String(JsonText.quote(Map.of(Meta.SERVER_INFO, server)), StandardCharsets.UTF_8);
    }

    private String version() {
        return offer.version().orElse(parts.settings().version());
    }
}
