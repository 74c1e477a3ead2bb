package dev.capstan.compile;

import dev.capstan.problem.Position;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.BindSpec;
import dev.capstan.spec.Located;
import dev.capstan.value.Template;
import dev.capstan.value.Template.Piece;
import dev.capstan.value.VariableUse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The variables that a file declares, and the texts that use them. Used for one file. */
final class VariableScope {
    private static final Pattern REFERENCE = Pattern.compile("\\{\\{\\s*([^{}]+?)\\s*}}|<<\\s*([^<>]+?)\\s*>>");

    private final Problems problems;
    private final List<BindSpec> binds;
    private final Map<String, BindSpec.Key> byName = new HashMap<>();
    private final Set<BindSpec.Key> used = new HashSet<>();

    VariableScope(List<BindSpec> binds, Problems problems) {
        this.problems = problems;
        this.binds = binds;
        for (var bind : binds) {
            bind.location().ifPresent(this::unsupported);
            for (var key : bind.keys()) {
                declare(key);
                byName.put(bind.namespace() + "." + key.variable().value(), key);
            }
        }
    }

    /** Of two variables of one name the short form means the first; each has its namespace as well. */
    private void declare(BindSpec.Key key) {
        var name = key.variable();
        var first = byName.putIfAbsent(name.value(), key);
        if (first != null && !first.source().equals(key.source())) {
            problems.add(
                    ProblemCode.KEY_DUPLICATE,
                    name.position(),
                    "the variable " + name.value() + " is declared before with another source; {{" + name.value()
                            + "}} means the first, so write its namespace in front");
        }
    }

    private void unsupported(Located<String> location) {
        problems.add(
                ProblemCode.BIND_UNSUPPORTED,
                location.position(),
                "binds from '" + location.value() + "' are not read yet; these variables come from the environment");
    }

    /** Whether a name is that of a declared variable, with or without its namespace. */
    boolean declares(String name) {
        return byName.containsKey(name);
    }

    /** Whether a qualified name such as {@code env.TOKEN} can only be a variable. */
    boolean isNamespaced(String name) {
        var dot = name.indexOf('.');
        return dot > 0 && (name.startsWith("env.") || namespaces().contains(name.substring(0, dot)));
    }

    private Set<String> namespaces() {
        var names = new HashSet<String>();
        binds.forEach(bind -> names.add(bind.namespace()));
        return names;
    }

    /** What a text that is nothing but one reference refers to. */
    static Optional<String> soleReference(String text) {
        var match = REFERENCE.matcher(text.strip());
        return match.matches() ? Optional.of(name(match)) : Optional.empty();
    }

    /**
     * A text in which every reference is a variable.
     *
     * @param mayBeEmpty whether an empty variable is a value
     */
    Template template(Located<String> text, boolean mayBeEmpty) {
        var pieces = new ArrayList<Piece>();
        var match = REFERENCE.matcher(text.value());
        var end = 0;
        while (match.find()) {
            if (match.start() > end) {
                pieces.add(new Piece.Literal(text.value().substring(end, match.start())));
            }
            pieces.add(new Piece.Variable(use(name(match), mayBeEmpty, text.position())));
            end = match.end();
        }
        if (end < text.value().length()) {
            pieces.add(new Piece.Literal(text.value().substring(end)));
        }
        return new Template(pieces);
    }

    private static String name(java.util.regex.Matcher match) {
        return match.group(1) != null ? match.group(1) : match.group(2);
    }

    private VariableUse use(String name, boolean mayBeEmpty, Position position) {
        var key = byName.get(name);
        if (key != null) {
            used.add(key);
            return new VariableUse(key.source(), mayBeEmpty, position);
        }
        var variable = name.substring(name.indexOf('.') + 1);
        problems.add(
                ProblemCode.VARIABLE_UNDECLARED,
                position,
                "the variable " + name + " is not declared in 'binds'; " + variable + " is taken from the environment");
        return new VariableUse(variable, mayBeEmpty, position);
    }

    /** Tells which declared variables nothing uses. */
    void reportUnused() {
        binds.stream()
                .flatMap(bind -> bind.keys().stream())
                .filter(key -> !used.contains(key))
                .forEach(key -> problems.add(
                        ProblemCode.VARIABLE_UNUSED,
                        key.variable().position(),
                        "the variable " + key.variable().value() + " is declared, but nothing uses it"));
    }
}
