package dev.capstan.spec;

import dev.capstan.problem.Position;
import dev.capstan.problem.Problem;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.problem.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Puts what a file imports in the place of the entries that ask for it (format, section on imports): {@code import} names
 * a namespace of the file at {@code from} or {@code location}, {@code as} what it is called here. What is not found
 * becomes a problem of the importing file and leaves the rest of it alone. Used for one file.
 */
final class ImportResolver {
    private static final int MAX_DEPTH = 20;
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+://.*");

    private final List<Path> roots;
    private final Problems problems;
    private final Map<Path, Node.Mapping> documents = new HashMap<>();
    private final Map<String, Path> paths = new HashMap<>();

    /** By section, file and name: one import may be reached in many ways. */
    private final Map<String, List<Node.Mapping>> fetched = new HashMap<>();

    private final Map<String, Position> lost = new LinkedHashMap<>();
    private final Map<String, String> formerNames = new HashMap<>();
    private final List<Node> binds = new ArrayList<>();
    private final Set<Path> files = new TreeSet<>();

    /** Why the last import of an imported file failed. */
    private String deeperReason = "";

    /** @param roots the folders below which files may be imported; none means anywhere */
    ImportResolver(List<Path> roots, Problems problems) {
        this.roots = roots;
        this.problems = problems;
    }

    /** A file, where it is and what it is called in positions. */
    record Source(Path path, String name) {}

    /** One import entry. */
    private record Import(
            Located<String> location, Optional<Located<String>> namespace, Optional<String> alias, Position position) {
        String localName() {
            return alias.or(() -> namespace.map(Located::value)).orElse("");
        }
    }

    /** The namespaces that could not be imported, with where they are asked for. */
    Map<String, Position> lost() {
        return lost;
    }

    /** What an adapter that was renamed with {@code as} is called in its own file. */
    Optional<String> formerName(String namespace) {
        return Optional.ofNullable(formerNames.get(namespace));
    }

    /** The binds of the files that were imported from. */
    List<Node> binds() {
        return binds;
    }

    /** Where a file is that was imported from, by its name in positions. */
    Optional<Path> path(String name) {
        return Optional.ofNullable(paths.get(name));
    }

    /** Every file that was read or looked for. */
    Set<Path> files() {
        return files;
    }

    /**
     * The items of a list with every import entry replaced.
     *
     * @param word of the list: consumes, exposes, aggregates or binds
     */
    List<Node> resolve(String word, List<Node> items, Source source) {
        var resolved = new ArrayList<Node>();
        for (var item : items) {
            if (item instanceof Node.Mapping entry && isImport(word, entry)) {
                importOf(entry, problems).ifPresent(wanted -> resolved.addAll(fetch(word, wanted, source, List.of())));
            } else {
                resolved.add(item);
            }
        }
        return resolved;
    }

    /** The adapters that a list beside the sections asks for: mappings, or the mere names of files. */
    List<Node> resolveList(String word, List<Node> items, Source source) {
        var resolved = new ArrayList<Node>();
        for (var item : items) {
            var wanted = item instanceof Node.Scalar name
                    ? Optional.of(new Import(
                            new Located<>(name.text(), name.position()),
                            Optional.empty(),
                            Optional.empty(),
                            name.position()))
                    : item instanceof Node.Mapping entry ? importOf(entry, problems) : Optional.<Import>empty();
            wanted.ifPresent(it -> resolved.addAll(fetch(word, it, source, List.of())));
        }
        return resolved;
    }

    /** In {@code binds}, {@code location} is where values come from. */
    static boolean isImport(String word, Node.Mapping entry) {
        return entry.has("import")
                || !word.equals("binds") && (entry.has("location") || entry.has("from")) && !entry.has("type");
    }

    private Optional<Import> importOf(Node.Mapping entry, Problems told) {
        var section = Section.of(entry, Part.IMPORT, told);
        var namespace = section.text("import").filter(name -> !name.value().isBlank());
        var alias = section.plain("as");
        // Without one the lint rules tell it.
        var location = section.text("location").filter(from -> !from.value().isBlank());
        if (location.isEmpty()) {
            alias.or(() -> namespace.map(Located::value)).ifPresent(name -> lost.put(name, entry.position()));
        }
        return location.map(from -> new Import(from, namespace, alias, entry.position()));
    }

    /** @param chain the imports that led here; empty for an entry of the importing file itself */
    private List<Node.Mapping> fetch(String word, Import wanted, Source source, List<String> chain) {
        var target = target(wanted, source, chain);
        if (target.isEmpty()) {
            return List.of();
        }
        var path = target.get().path();
        var link =
                word + " " + path + " " + wanted.namespace().map(Located::value).orElse("");
        if (path.equals(normal(source.path()))) {
            return failed(
                    wanted,
                    chain,
                    "a file cannot import from itself; leave this entry out, what it names is here already");
        }
        if (chain.contains(link)) {
            return failed(wanted, chain, "the imports of these files lead back to this one");
        }
        if (chain.size() >= MAX_DEPTH) {
            return failed(wanted, chain, "it is imported through more than " + MAX_DEPTH + " files");
        }
        var known = fetched.get(link);
        if (known == null || known.isEmpty() && chain.isEmpty()) {
            known = document(wanted, target.get(), chain)
                    .map(document -> pick(word, wanted, target.get(), document, with(chain, link)))
                    .orElse(List.of());
            fetched.put(link, known);
        }
        return known.stream().map(node -> renamed(node, wanted)).toList();
    }

    private static List<String> with(List<String> chain, String link) {
        return Stream.concat(chain.stream(), Stream.of(link)).toList();
    }

    /** What a file has of that name, itself or by an import of its own. Everything else in it is left alone. */
    private List<Node.Mapping> pick(
            String word, Import wanted, Source target, Node.Mapping document, List<String> chain) {
        var above = chain.subList(0, chain.size() - 1);
        var root = Section.of(document, Part.ROOT, new Problems());
        var capability = root.section("capability", Part.CAPABILITY);
        var items = new ArrayList<>(root.items(word));
        capability.ifPresent(body -> items.addAll(body.items(word)));
        // By identity: what is imported on two ways is there once.
        Set<Node.Mapping> once = Collections.newSetFromMap(new IdentityHashMap<>());
        var found = new ArrayList<Node.Mapping>();
        var names = new TreeSet<String>();
        var isImportedThere = false;
        for (var item : items) {
            if (!(item instanceof Node.Mapping candidate)) {
                continue;
            }
            if (!isImport(word, candidate)) {
                names.add(namespace(candidate));
                if (isWanted(namespace(candidate), wanted)) {
                    found.add(candidate);
                }
                continue;
            }
            var nested = importOf(candidate, new Problems());
            var name = nested.map(Import::localName).orElse("");
            names.add(name);
            if (nested.isPresent() && (name.isEmpty() || isWanted(name, wanted))) {
                isImportedThere = true;
                fetch(word, nested.get(), target, chain).stream()
                        .filter(adapter -> isWanted(namespace(adapter), wanted))
                        .filter(once::add)
                        .forEach(found::add);
            }
        }
        names.remove("");
        if (found.isEmpty()) {
            var name = wanted.namespace().map(Located::value).orElse("");
            failed(
                    wanted,
                    above,
                    isImportedThere
                            ? target.name() + " imports it itself, and that fails: " + deeperReason
                            : target.name() + " has no '" + name + "' under '" + word + "'"
                                    + (names.isEmpty() ? "" : " (there: " + String.join(", ", names) + ")"));
        } else if (!word.equals("binds")) {
            addBinds(root.items("binds"), target, chain);
            capability.ifPresent(body -> addBinds(body.items("binds"), target, chain));
        }
        return found;
    }

    private void addBinds(List<Node> items, Source source, List<String> chain) {
        for (var item : items) {
            if (item instanceof Node.Mapping entry && isImport("binds", entry)) {
                importOf(entry, new Problems())
                        .ifPresent(wanted -> binds.addAll(fetch("binds", wanted, source, chain)));
            } else if (!binds.contains(item)) {
                binds.add(item);
            }
        }
    }

    private static boolean isWanted(String name, Import wanted) {
        return wanted.namespace().isEmpty() || wanted.namespace().get().value().equals(name);
    }

    private static String namespace(Node.Mapping adapter) {
        return adapter.get("namespace")
                .map(node -> node instanceof Node.Scalar name ? name.text() : "")
                .orElse("");
    }

    private Node.Mapping renamed(Node.Mapping adapter, Import wanted) {
        if (wanted.alias().isEmpty() || wanted.alias().get().equals(namespace(adapter))) {
            return adapter;
        }
        formerNames.put(wanted.alias().get(), namespace(adapter));
        var entries = adapter.entries().stream()
                .map(entry -> entry.key().equals("namespace")
                        ? new Node.Entry(
                                entry.key(),
                                entry.keyPosition(),
                                new Node.Scalar(wanted.alias().get(), wanted.position()))
                        : entry)
                .toList();
        return new Node.Mapping(entries, adapter.position());
    }

    /** The file that an import names: relative to the one that imports (format, addendum on {@code file:} URIs). */
    private Optional<Source> target(Import wanted, Source source, List<String> chain) {
        var written = wanted.location().value().strip();
        var isUri = FileUri.isFile(written);
        if (!isUri && SCHEME.matcher(written).matches()) {
            failed(wanted, chain, "'" + written + "' is not a file; only files are imported");
            return Optional.empty();
        }
        try {
            var plain = FileUri.path(written);
            var below = Path.of(plain.replaceFirst("^/+", ""));
            var here = normal(source.path().resolveSibling(plain));
            files.add(here);
            if (isUri && plain.startsWith("/") && !Files.exists(here)) {
                var inside = normal(source.path().resolveSibling(below));
                files.add(inside);
                return inside(wanted, new Source(inside, shown(source, below)), chain);
            }
            return inside(wanted, new Source(here, shown(source, Path.of(plain))), chain);
        } catch (InvalidPathException e) {
            failed(wanted, chain, "'" + written.replace('\0', ' ') + "' is not the path of a file");
            return Optional.empty();
        }
    }

    /** What a file beside another one is called, in the way of that one. */
    private static String shown(Source source, Path beside) {
        var name = Path.of(source.name()).resolveSibling(beside).normalize().toString();
        var isBelowHere = source.name().startsWith("./") && !beside.isAbsolute() && !name.startsWith("..");
        return isBelowHere ? "./" + name : name;
    }

    private Optional<Source> inside(Import wanted, Source target, List<String> chain) {
        if (roots.isEmpty() || !Files.exists(target.path())) {
            return Optional.of(target);
        }
        try {
            var real = target.path().toRealPath();
            for (var root : roots) {
                if (real.startsWith(root.toRealPath())) {
                    return Optional.of(target);
                }
            }
            failed(
                    wanted,
                    chain,
                    target.name() + " is outside of the folders that are served; name a folder that holds it, or allow"
                            + " its own with --import-root");
        } catch (IOException e) {
            failed(wanted, chain, target.name() + " cannot be read; check its permissions");
        }
        return Optional.empty();
    }

    private static Path normal(Path path) {
        return path.toAbsolutePath().normalize();
    }

    private Optional<Node.Mapping> document(Import wanted, Source target, List<String> chain) {
        var known = documents.get(target.path());
        if (known != null) {
            return Optional.of(known);
        }
        var found = new Problems();
        var document = YamlReader.read(target.path(), target.name(), found);
        if (document.isPresent() && document.get() instanceof Node.Mapping mapping) {
            documents.put(target.path(), mapping);
            paths.put(target.name(), target.path());
            return Optional.of(mapping);
        }
        var why = found.toList().stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .findFirst()
                .map(Problem::message)
                .orElse("it is not a capability file");
        failed(wanted, chain, target.name() + " cannot be imported: " + why);
        return Optional.empty();
    }

    /** Told of the importing file alone; what fails further on is told when that file is loaded. */
    private List<Node.Mapping> failed(Import wanted, List<String> chain, String why) {
        if (!chain.isEmpty()) {
            deeperReason = why;
            return List.of();
        }
        lost.put(wanted.localName(), wanted.position());
        problems.add(
                ProblemCode.IMPORT_FAILED,
                wanted.location().position(),
                why + "; calls that need what is imported here answer 503");
        return List.of();
    }
}
