package dev.capstan.spec;

import dev.capstan.problem.Known;
import dev.capstan.problem.Position;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the YAML of a capability file into a {@link CapabilitySpec}. What cannot be read becomes a problem. */
public final class SpecReader {
    private static final List<String> VERSION_KEYS = List.of("naftiko", "ikanos");
    private static final Pattern KNOWN_VERSIONS = Pattern.compile("0\\.[2-5]|1\\.0\\.0-(alpha[1-4]|beta[1-5])");

    private final ImportResolver.Source source;
    private final Problems problems;
    private final ImportResolver imports;
    private final ConsumesReader consumes;
    private final ExposesReader exposes;

    private SpecReader(ImportResolver.Source source, List<Path> importRoots, Problems problems) {
        this.source = source;
        this.problems = problems;
        this.imports = new ImportResolver(importRoots, problems);
        this.consumes = new ConsumesReader(problems);
        this.exposes = new ExposesReader(source, imports, problems);
    }

    /**
     * Reads a file and what it imports.
     *
     * @param file its name as the user gave it, for positions
     * @param importRoots the folders below which files may be imported; none means anywhere
     * @return empty when it is not a capability file; then a problem says why
     */
    public static Optional<CapabilitySpec> read(Path path, String file, List<Path> importRoots, Problems problems) {
        return YamlReader.read(path, file, problems)
                .flatMap(new SpecReader(new ImportResolver.Source(path, file), importRoots, problems)::capability);
    }

    private Optional<CapabilitySpec> capability(Node root) {
        if (!(root instanceof Node.Mapping document) || !isCapability(document)) {
            problems.add(
                    ProblemCode.NOT_A_CAPABILITY,
                    root.position(),
                    "this is not a capability file: it has no key 'naftiko' or 'ikanos' with the version of the format"
                            + slip(root));
            return Optional.empty();
        }
        var file = Section.of(document, Part.ROOT, problems);
        version(file);
        LintRules.check(document, problems);
        var body = file.section("capability", Part.CAPABILITY);
        var exposed = new ArrayList<>(body.map(it -> it.items("exposes")).orElse(List.of()));
        // Exposed without 'capability' is for others to import, unless what it calls is there, too.
        var isWhole = body.isPresent() || !file.items("consumes").isEmpty();
        if (isWhole) {
            exposed.addAll(file.items("exposes"));
        }
        checkImports(file);
        var isExposing = !exposed.isEmpty();
        exposed.removeIf(this::isClosed);
        var exposing = sections(imports.resolve("exposes", exposed, source));
        var adapters = exposes.read(exposing);
        var apis = apis(file, body);
        var aggregates = sections(imports.resolve("aggregates", aggregates(file, body), source)).stream()
                .map(this::aggregate)
                .toList();
        return Optional.of(new CapabilitySpec(
                source.name(),
                info(file),
                isExposing,
                binds(file, body),
                apis,
                adapters.rest(),
                adapters.mcp(),
                adapters.skills(),
                aggregates,
                new ScriptingReader(problems).read(exposing),
                References.in(document),
                imports.lost(),
                imports.files()));
    }

    /** Who imports an adapter cannot change what it asks callers for; one who tries must not get one that is open. */
    private boolean isClosed(Node item) {
        var isClosed = item instanceof Node.Mapping entry
                && ImportResolver.isImport("exposes", entry)
                && AuthenticationReader.isIn(entry);
        if (isClosed) {
            problems.add(
                    ProblemCode.ADAPTER_CLOSED,
                    item.position(),
                    "an imported adapter asks callers for what its own file says; write 'authentication' there and not"
                            + " beside 'import'; the adapter is not served");
        }
        return isClosed;
    }

    private static boolean isCapability(Node.Mapping document) {
        return VERSION_KEYS.stream().anyMatch(document::has);
    }

    /** What nothing here uses yet is looked for nevertheless, so that a wrong import is told. */
    private void checkImports(Section file) {
        if (!file.has("capability") && file.items("consumes").isEmpty()) {
            imports.resolve("exposes", file.items("exposes"), source);
        }
    }

    /** Some files have them by their namespaces, and not in a list. */
    private static List<Node> aggregates(Section file, Optional<Section> body) {
        return both("aggregates", file, body).stream()
                .flatMap(item -> item instanceof Node.Mapping mapping && isByNamespace(mapping)
                        ? mapping.entries().stream().map(SpecReader::withNamespace)
                        : Stream.of(item))
                .toList();
    }

    private static boolean isByNamespace(Node.Mapping mapping) {
        return mapping.entries().stream()
                .noneMatch(entry -> Part.AGGREGATE.knows(entry.key()) || Part.IMPORT.knows(entry.key()));
    }

    private static Node withNamespace(Node.Entry entry) {
        if (!(entry.value() instanceof Node.Mapping aggregate) || aggregate.has("namespace")) {
            return entry.value();
        }
        var name = new Node.Scalar(entry.key(), entry.keyPosition());
        return new Node.Mapping(
                Stream.concat(
                                Stream.of(new Node.Entry("namespace", entry.keyPosition(), name)),
                                aggregate.entries().stream())
                        .toList(),
                entry.keyPosition());
    }

    private AggregateSpec aggregate(Node.Mapping node) {
        var aggregate = Section.of(node, Part.AGGREGATE, problems);
        var units = new UnitReader(problems);
        var namespace = aggregate.text("namespace").orElse(new Located<>("", aggregate.position()));
        return new AggregateSpec(
                namespace,
                imports.formerName(namespace.value()),
                aggregate.named("functions", Part.FLOW).stream()
                        .map(function ->
                                new AggregateSpec.FunctionSpec(units.read(function, List.of()), semantics(function)))
                        .toList());
    }

    private static AggregateSpec.Semantics semantics(Section function) {
        var semantics = function.section("semantics", Part.SEMANTICS);
        return new AggregateSpec.Semantics(
                semantics.flatMap(it -> it.flag("safe")), semantics.flatMap(it -> it.flag("idempotent")));
    }

    private List<ConsumesSpec> apis(Section file, Optional<Section> body) {
        var items = new ArrayList<>(imports.resolve("consumes", both("consumes", file, body), source));
        items.addAll(imports.resolveList("consumes", both("imports", file, body), source));
        return sections(items).stream()
                .flatMap(api -> consumes.read(api).stream())
                .toList();
    }

    /** The key that was probably meant to be that of the version. */
    private static String slip(Node root) {
        return root instanceof Node.Mapping document
                ? document.entries().stream()
                        .map(Node.Entry::key)
                        .filter(key -> VERSION_KEYS.stream().anyMatch(known -> Known.isMisspelt(key, known)))
                        .findFirst()
                        .map(key -> " ('" + key + "' is none)")
                        .orElse("")
                : "";
    }

    private List<Node.Mapping> sections(List<Node> items) {
        var found = new ArrayList<Node.Mapping>();
        for (var item : items) {
            if (item instanceof Node.Mapping mapping) {
                found.add(mapping);
            } else if (!Section.isNothing(item)) {
                problems.add(
                        ProblemCode.WRONG_TYPE, item.position(), "here is " + item.kind() + " (expected: a mapping)");
            }
        }
        return found;
    }

    private static List<Node> both(String word, Section file, Optional<Section> body) {
        return Stream.concat(file.items(word).stream(), body.stream().flatMap(section -> section.items(word).stream()))
                .toList();
    }

    private List<BindSpec> binds(Section file, Optional<Section> body) {
        var own = imports.resolve("binds", both("binds", file, body), source);
        return Stream.concat(own.stream(), imports.binds().stream())
                .map(this::bind)
                .toList();
    }

    /** A bare name among the binds is a variable of the environment. */
    private BindSpec bind(Node node) {
        if (!(node instanceof Node.Mapping mapping)) {
            return new BindSpec("env", Optional.empty(), keys(node), source.path());
        }
        var bind = Section.of(mapping, Part.BIND, problems);
        return new BindSpec(
                bind.plain("namespace").orElse("env"),
                isOfProcess(bind) ? Optional.empty() : bind.text("location"),
                bind.node("keys").map(SpecReader::keys).orElse(List.of()),
                imports.path(mapping.position().file()).orElse(source.path()));
    }

    /** In 0.4 and 0.5 {@code resolution} tells whether a file or the environment has the values. */
    private static boolean isOfProcess(Section bind) {
        return bind.plain("resolution")
                .filter(resolution -> resolution.strip().equalsIgnoreCase("runtime"))
                .isPresent();
    }

    /** The variables of a bind: a mapping to their names outside, a list of names, or one name. */
    static List<BindSpec.Key> keys(Node node) {
        if (node instanceof Node.Scalar name) {
            return name.text().isBlank() ? List.of() : List.of(key(name.text(), name.position(), name.text()));
        }
        if (node instanceof Node.Sequence list) {
            return list.items().stream().flatMap(item -> keys(item).stream()).toList();
        }
        return ((Node.Mapping) node)
                .entries().stream()
                        .map(entry -> key(
                                entry.key(),
                                entry.keyPosition(),
                                entry.value() instanceof Node.Scalar name
                                                && !name.text().isBlank()
                                        ? name.text()
                                        : entry.key()))
                        .toList();
    }

    private static BindSpec.Key key(String variable, Position position, String from) {
        return new BindSpec.Key(new Located<>(variable, position), from);
    }

    private void version(Section file) {
        file.text("naftiko")
                .filter(version -> !KNOWN_VERSIONS.matcher(version.value()).matches())
                .ifPresent(version -> problems.add(
                        ProblemCode.VERSION_UNKNOWN,
                        version.position(),
                        "the version '" + version.value() + "' is not known (known: 0.2 to 0.5, 1.0.0-alpha1 to"
                                + " 1.0.0-beta5); the file is read as well as possible"));
    }

    private InfoSpec info(Section file) {
        var info = file.section("info", Part.INFO);
        return new InfoSpec(
                info.flatMap(it -> it.plain("label")).orElseGet(() -> Position.fileName(source.name())),
                info.flatMap(it -> it.plain("description")).orElse(""),
                info.flatMap(it -> it.plain("version")));
    }
}
