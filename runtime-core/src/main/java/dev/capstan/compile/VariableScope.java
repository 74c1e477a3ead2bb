package dev.capstan.compile;

import dev.capstan.problem.Position;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.BindSpec;
import dev.capstan.spec.Located;
import dev.capstan.spec.ParameterSpec;
import dev.capstan.value.BindLocation;
import dev.capstan.value.FileVariables;
import dev.capstan.value.Template;
import dev.capstan.value.VariableUse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The variables that a file declares, and the texts that use them. Used for one file. */
final class VariableScope {
    private static final Pattern OTHER_REFERENCE =
            Pattern.compile("<<([^<>]*+)>>|\\$\\{([A-Za-z_][A-Za-z0-9_.-]*+)}|\\$(env\\.[A-Za-z_][A-Za-z0-9_]*+)");

    private static final Pattern REFERENCE = Pattern.compile("\\{\\{([^{}]*+)}}|" + OTHER_REFERENCE);

    /** In a base URI what is in single braces is a variable, too. */
    private static final Pattern BASE_URI_REFERENCE = Pattern.compile(REFERENCE + "|\\{([^{}]*+)}");

    /** What is nearly a reference. */
    private static final Pattern SLIP =
            Pattern.compile("\\$?\\{{1,2}\\s*+([A-Za-z_][A-Za-z0-9_.-]*+)\\s*+(?:\\}{1,2}|$)");

    private static final Pattern WHITE = Pattern.compile("\\s+");

    /** How variables of the environment are written. */
    private static final Pattern ENVIRONMENT_NAME = Pattern.compile("[A-Z][A-Z0-9_]*");

    private final Problems problems;
    private final List<Declared> declared = new ArrayList<>();
    private final Set<String> namespaces;
    private final Map<String, List<Declared>> byName = new HashMap<>();
    private final String file;
    private final Set<String> mentioned;
    /** The texts of inputs that are in the environment and have one. */
    private final Map<String, Located<String>> constants = new HashMap<>();

    /** Those of {@link #declared}, and not others that are equal. */
    private final Set<Declared> used = Collections.newSetFromMap(new IdentityHashMap<>());

    private final Set<VariableUse> uses = new LinkedHashSet<>();

    /** A variable of a bind, and where that has its values. */
    private record Declared(
            String namespace, BindSpec.Key key, Optional<BindLocation> location, Optional<String> otherName) {
        String name() {
            return key.variable().value();
        }

        Position position() {
            return key.variable().position();
        }

        boolean isSameAs(Declared other) {
            return key.source().equals(other.key.source()) && location.equals(other.location);
        }
    }

    /** @param mentioned every name in a reference anywhere in the file, also where nothing reads it yet */
    VariableScope(
            String file, List<BindSpec> binds, Set<String> mentioned, BindLocations locations, Problems problems) {
        this.file = file;
        this.mentioned = mentioned;
        this.problems = problems;
        this.namespaces = binds.stream().map(BindSpec::namespace).collect(Collectors.toSet());
        for (var bind : binds) {
            var location = locations.of(bind);
            for (var key : bind.keys()) {
                declare(new Declared(bind.namespace(), key, location, otherName(bind, key)));
            }
        }
    }

    /**
     * Declares an input of a consumed API that is in the environment (format, section on consumed inputs): it is never
     * sent, and its name is a variable for the texts of the file. A bind of that name comes first.
     */
    void environment(ParameterSpec input) {
        var name = input.name();
        if (find(name.value(), name.position()).isPresent()) {
            return;
        }
        input.value()
                .ifPresentOrElse(
                        value -> constants.putIfAbsent(name.value(), value),
                        () -> names(name.value())
                                .add(new Declared(
                                        "", new BindSpec.Key(name, name.value()), Optional.empty(), Optional.empty())));
    }

    /** What a location does not have may be in the environment, and there by the name that the file uses, too. */
    private static Optional<String> otherName(BindSpec bind, BindSpec.Key key) {
        return bind.location().map(location -> key.variable().value()).filter(name -> !name.equals(key.source()));
    }

    private List<Declared> names(String name) {
        return byName.computeIfAbsent(name, key -> new ArrayList<>());
    }

    /** Of two variables of one name the short form means the first; each has its namespace as well. */
    private void declare(Declared variable) {
        var first = find(variable.name(), variable.position());
        if (first.filter(other -> isOfSameFile(other, variable.position()) && !other.isSameAs(variable))
                .isPresent()) {
            problems.add(
                    ProblemCode.KEY_DUPLICATE,
                    variable.position(),
                    "the variable " + variable.name() + " is declared before with another source; {{" + variable.name()
                            + "}} means the first, so write its namespace in front");
        }
        declared.add(variable);
        names(variable.name()).add(variable);
        names(variable.namespace() + "." + variable.name()).add(variable);
    }

    /**
     * A text means what its own file declares, then what the importing file does. What another imported file declares
     * counts for texts of the importing file alone: a credential of one must not reach the API of another.
     */
    private Optional<Declared> find(String name, Position position) {
        var variables = byName.getOrDefault(name, List.of());
        return variables.stream()
                .filter(variable -> isOfSameFile(variable, position))
                .findFirst()
                .or(() -> variables.stream()
                        .filter(variable -> position.file().equals(file)
                                || variable.position().file().equals(file))
                        .findFirst());
    }

    private static boolean isOfSameFile(Declared variable, Position position) {
        return variable.position().file().equals(position.file());
    }

    /** Whether a name is that of a declared variable, with or without its namespace. */
    boolean declares(String name) {
        return byName.containsKey(name) || constants.containsKey(name);
    }

    /** Whether a qualified name such as {@code env.TOKEN} can only be a variable. */
    boolean isNamespaced(String name) {
        var dot = name.indexOf('.');
        return dot > 0 && (name.startsWith("env.") || namespaces.contains(name.substring(0, dot)));
    }

    /** Whether a name is meant for the environment: declared, with the namespace of binds, or in capitals. */
    boolean isVariable(String name) {
        return declares(name)
                || isNamespaced(name)
                || ENVIRONMENT_NAME.matcher(name).matches();
    }

    /** A piece of a text: text as it stands, or the name in a reference. */
    record Piece(String text, boolean isReference) {}

    /** A text cut into what is written and what is referred to. */
    static List<Piece> pieces(String text) {
        return pieces(text, REFERENCE);
    }

    private static List<Piece> pieces(String text, Pattern reference) {
        if (!text.isEmpty() && text.indexOf('{') < 0 && text.indexOf('<') < 0 && text.indexOf('$') < 0) {
            return List.of(new Piece(text, false));
        }
        var pieces = new ArrayList<Piece>();
        var match = reference.matcher(text);
        var end = 0;
        while (match.find()) {
            if (name(match).isEmpty()) {
                continue;
            }
            if (match.start() > end) {
                pieces.add(new Piece(text.substring(end, match.start()), false));
            }
            pieces.add(new Piece(name(match), true));
            end = match.end();
        }
        if (end < text.length()) {
            pieces.add(new Piece(text.substring(end), false));
        }
        return pieces;
    }

    /** A path with every reference to a variable in braces; there those in braces alone are known. */
    String braced(String path) {
        return OTHER_REFERENCE.matcher(path).replaceAll(match -> {
            var name = name(match);
            var isOfEnvironment = match.group().startsWith("${") && !declares(name) && isVariable(name);
            return Matcher.quoteReplacement("{" + (isOfEnvironment && !isNamespaced(name) ? "env." : "") + name + "}");
        });
    }

    private static String name(MatchResult match) {
        return IntStream.rangeClosed(1, match.groupCount())
                .mapToObj(match::group)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("")
                .strip();
    }

    /**
     * A text in which every reference is a variable.
     *
     * @param mayBeEmpty whether an empty variable is a value
     */
    Template template(Located<String> text, boolean mayBeEmpty) {
        return new Template(pieces(text.value()).stream()
                .flatMap(piece -> constant(piece)
                        .map(value -> pieces(value.value()).stream())
                        .orElse(Stream.of(piece)))
                .<Template.Piece>map(piece -> piece.isReference()
                        ? new Template.Piece.Variable(use(piece.text(), mayBeEmpty, text.position()))
                        : new Template.Piece.Literal(piece.text()))
                .toList());
    }

    /** The text that a reference stands for. References in that one are variables from outside. */
    private Optional<Located<String>> constant(Piece piece) {
        return piece.isReference() ? Optional.ofNullable(constants.get(piece.text())) : Optional.empty();
    }

    /**
     * The text of a credential. One that is nothing but the name of a declared variable is taken for the variable: that
     * name is no secret, and to send it helps nobody.
     */
    Template secret(Located<String> text, boolean mayBeEmpty) {
        var name = text.value().strip();
        var isVariable = declares(name)
                || isNamespaced(name)
                        && ENVIRONMENT_NAME
                                .matcher(name.substring(name.indexOf('.') + 1))
                                .matches();
        if (!isVariable) {
            return template(repaired(text), mayBeEmpty);
        }
        problems.add(
                ProblemCode.VARIABLE_ASSUMED,
                text.position(),
                "'" + name + "' is the name of a variable, so that is taken (expected: '{{" + name + "}}')");
        return template(new Located<>("{{" + name + "}}", text.position()), mayBeEmpty);
    }

    /** A credential with a brace too few, or a sign too many, would go out as it is written. */
    private Located<String> repaired(Located<String> text) {
        var repaired = SLIP.matcher(text.value()).replaceAll(match -> {
            var written = match.group();
            var name = match.group(1);
            var meant = "{{" + name + "}}";
            // In one pair of braces, or among other characters, any word may be a part of a password.
            var isWhole = written.contains("{{") && written.equals(text.value().strip());
            var isVariable = isWhole ? isVariable(name) : declares(name) || isNamespaced(name);
            var isMeant = isVariable
                    && !WHITE.matcher(written).replaceAll("").equals(meant)
                    && !written.equals("${" + name + "}");
            if (isMeant) {
                problems.add(
                        ProblemCode.VARIABLE_ASSUMED,
                        text.position(),
                        "'" + written + "' is taken for a variable (expected: '" + meant + "')");
            }
            return Matcher.quoteReplacement(isMeant ? meant : written);
        });
        return new Located<>(repaired, text.position());
    }

    /** A text in which what is in any braces is a variable; {@code {tenant-id}} is {@code TENANT_ID} outside. */
    Template baseUriTemplate(Located<String> text) {
        return new Template(pieces(text.value(), BASE_URI_REFERENCE).stream()
                .<Template.Piece>map(piece -> piece.isReference()
                        ? new Template.Piece.Variable(outside(piece.text(), text.position()))
                        : new Template.Piece.Literal(piece.text()))
                .toList());
    }

    /** Whether a base URI, or a part of one, leaves something to variables. */
    static boolean hasReference(String baseUri) {
        return BASE_URI_REFERENCE.matcher(baseUri).find();
    }

    /** A variable of a base URI: what no bind declares is called in the environment as one writes names there. */
    private VariableUse outside(String name, Position position) {
        if (isVariable(name)) {
            return use(name, false, position);
        }
        var use = optional(name, position);
        if (byName.containsKey(use.name())) {
            return use(use.name(), false, position);
        }
        problems.add(
                ProblemCode.VARIABLE_UNDECLARED,
                position,
                "the variable {" + name + "} is not declared in 'binds'; " + use.name()
                        + " is taken from the environment");
        uses.add(use);
        return use;
    }

    /** A variable that the environment may set: {@code {tenantId}} as TENANT_ID, as it is written, or as TENANTID. */
    VariableUse optional(String name, Position position) {
        var words = name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").replaceAll("[^A-Za-z0-9]+", "_");
        var plain = name.replaceAll("[^A-Za-z0-9]+", "_").toUpperCase(Locale.ROOT);
        return new VariableUse(
                Optional.empty(), words.toUpperCase(Locale.ROOT), List.of(name, plain), false, false, position);
    }

    private VariableUse use(String name, boolean mayBeEmpty, Position position) {
        var use = find(name, position)
                .map(variable -> {
                    used.add(variable);
                    return new VariableUse(
                            variable.location(),
                            variable.key().source(),
                            variable.otherName().stream().toList(),
                            mayBeEmpty,
                            true,
                            position);
                })
                .orElseGet(() -> undeclared(name, mayBeEmpty, position));
        uses.add(use);
        return use;
    }

    private VariableUse undeclared(String name, boolean mayBeEmpty, Position position) {
        var variable = name.substring(name.indexOf('.') + 1);
        problems.add(
                ProblemCode.VARIABLE_UNDECLARED,
                position,
                "the variable " + name + " is not declared in 'binds'; " + variable + " is taken from the environment");
        return new VariableUse(Optional.empty(), variable, List.of(), mayBeEmpty, false, position);
    }

    /** What was declared and used so far. */
    FileVariables variables() {
        var declarations = declared.stream()
                .map(variable -> new FileVariables.Declaration(
                        variable.name(),
                        variable.location(),
                        variable.key().source(),
                        isUsed(variable),
                        variable.position()))
                .toList();
        return new FileVariables(List.copyOf(uses), declarations);
    }

    private boolean isUsed(Declared variable) {
        var name = variable.name();
        return byName.getOrDefault(name, List.of()).stream().anyMatch(used::contains)
                || mentioned.contains(name)
                || mentioned.contains(variable.namespace() + "." + name);
    }

    /** Tells which variables that the file itself declares nothing uses. */
    void reportUnused() {
        for (var variable : declared) {
            if (variable.position().file().equals(file) && !isUsed(variable)) {
                problems.add(
                        ProblemCode.VARIABLE_UNUSED,
                        variable.position(),
                        "the variable " + variable.name() + " is declared, but nothing uses it");
            }
        }
    }
}
