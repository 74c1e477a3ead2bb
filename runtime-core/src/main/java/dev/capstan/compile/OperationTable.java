package dev.capstan.compile;

import dev.capstan.problem.Known;
import dev.capstan.problem.Position;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.ConsumesSpec.OperationSpec;
import dev.capstan.spec.Located;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The consumed operations of a file, by what a {@code call} may write for them. */
final class OperationTable {
    private final Map<String, Position> lostNamespaces;
    private final List<Path> roots;
    private final Set<Path> files = new HashSet<>();
    private final Problems problems;
    private final Map<String, Callee> byName = new LinkedHashMap<>();
    private final Map<String, Api> apis = new LinkedHashMap<>();

    /**
     * @param lostNamespaces those that an import should have brought, with where it is asked for
     * @param roots where schema files of answers may be, apart from the folder of their file
     */
    OperationTable(Map<String, Position> lostNamespaces, List<Path> roots, Problems problems) {
        this.lostNamespaces = lostNamespaces;
        this.roots = roots;
        this.problems = problems;
    }

    /** A consumed operation, the API it belongs to, and how it answers. */
    record Callee(Api api, OperationSpec operation, AnswerCompiler answer) {
        String namespace() {
            return api.spec().namespace().value();
        }

        String name() {
            return operation.name().value();
        }
    }

    /** The files that the answers need. */
    Set<Path> files() {
        return files;
    }

    /** Of two APIs of one namespace the first is forwarded to; the operations of both can be called. */
    void add(Api api) {
        apis.putIfAbsent(api.spec().namespace().value(), api);
    }

    Optional<Api> api(String namespace) {
        return Optional.ofNullable(apis.get(namespace));
    }

    /** The namespaces of the APIs, as the end of a sentence. */
    String knownApis() {
        return Known.of(apis.keySet());
    }

    /** Of two operations of one name the first is called (format, open question 17). */
    void add(Api api, OperationSpec operation) {
        var answer = new AnswerCompiler(operation.answer(), roots, api.standsIn(), problems);
        files.addAll(answer.files());
        var target = new Callee(api, operation, answer);
        var name = target.namespace() + "." + target.name();
        if (byName.putIfAbsent(name, target) != null) {
            problems.add(
                    ProblemCode.OPERATION_DUPLICATE,
                    operation.name().position(),
                    "there is another operation " + name + " before this one; calls go to the first");
        }
    }

    /**
     * The operation that a {@code call} means: {@code namespace.operation}; else, where only one fits, the name of an
     * operation alone, a namespace with a single operation, {@code namespace.resource.operation}, or another spelling of
     * the operation's name (format, open question 19). What was assumed is told.
     */
    Optional<Callee> find(Located<String> call) {
        var written = call.value().strip();
        var exact = byName.get(written);
        if (exact != null) {
            return Optional.of(exact);
        }
        var dot = written.indexOf('.');
        var namespace = dot < 0 ? "" : written.substring(0, dot);
        var rest = written.substring(dot + 1);
        var last = rest.substring(rest.lastIndexOf('.') + 1);
        var resource = rest.substring(0, Math.max(0, rest.length() - last.length() - 1));
        var found = dot < 0
                ? only(target -> target.name().equals(written))
                        .or(() -> only(target -> target.namespace().equals(written)))
                        .or(() -> only(target -> Paths.isSameName(target.name(), written)))
                : only(target -> target.namespace().equals(namespace)
                                && target.name().equals(last)
                                && target.operation().resource().equals(resource))
                        .or(() -> only(target -> target.namespace().equals(namespace)
                                && target.name().equals(last)))
                        .or(() -> only(target ->
                                target.namespace().equals(namespace) && Paths.isSameName(target.name(), rest)));
        found.ifPresent(target -> problems.add(
                ProblemCode.CALL_ASSUMED,
                call.position(),
                (dot < 0 ? "'" + written + "' names no API" : "there is no operation " + written) + "; it is taken for "
                        + target.namespace() + "." + target.name()
                        + " (" + target.operation().position() + ")"));
        return found;
    }

    private Optional<Callee> only(Predicate<Callee> wanted) {
        var found = byName.values().stream().filter(wanted).limit(2).toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    /** What was probably meant where nothing is called: the only operation of the same name. */
    String suggestion(String name) {
        return only(target -> Paths.isSameName(target.name(), name))
                .map(target -> "; did you mean 'call: " + target.namespace() + "." + target.name() + "'?")
                .orElse("");
    }

    /** Why a {@code call} leads nowhere, and what there is. */
    String unknown(Located<String> call) {
        var namespace = call.value().split("\\.", 2)[0];
        var lost = lostNamespaces.get(namespace);
        if (lost != null) {
            return "there is no operation " + call.value() + ", since the import of " + namespace + " failed (" + lost
                    + ")";
        }
        var names = new ArrayList<>(byName.keySet());
        List<String> own =
                names.stream().filter(name -> name.startsWith(namespace + ".")).toList();
        var known = own.isEmpty() ? names : own;
        return "there is no operation " + call.value() + (known.isEmpty() ? " that can be called" : Known.of(known));
    }
}
