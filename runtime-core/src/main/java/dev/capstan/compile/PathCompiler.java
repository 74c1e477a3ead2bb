package dev.capstan.compile;

import dev.capstan.compile.Target.Place;
import dev.capstan.flow.InputShape;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.ConsumesSpec.OperationSpec;
import dev.capstan.spec.Located;
import dev.capstan.spec.ParameterSpec;
import dev.capstan.upstream.PathTemplate;
import dev.capstan.upstream.PathTemplate.Piece;
import dev.capstan.upstream.PathTemplate.Style;
import dev.capstan.upstream.RequestPart;
import dev.capstan.value.Operand;
import dev.capstan.value.PercentCoding;
import dev.capstan.value.Shared;
import dev.capstan.value.ValueType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Compiles the path of a consumed operation: joined to that of the base URI, normalised, with its variables fed, without
 * a fragment, and with its query taken off. Used for one unit.
 */
final class PathCompiler {
    private final Api api;
    private final OperationSpec operation;
    private final List<ParameterSpec> parameters;
    private final CallInputs inputs;
    private final VariableScope variables;
    private final Problems problems;
    private final Set<String> names = new HashSet<>();

    PathCompiler(
            Api api,
            OperationSpec operation,
            List<ParameterSpec> parameters,
            CallInputs inputs,
            VariableScope variables,
            Problems problems) {
        this.api = api;
        this.operation = operation;
        this.parameters = parameters;
        this.inputs = inputs;
        this.variables = variables;
        this.problems = problems;
    }

    /** The names of the variables in the path and its query, once they are compiled. */
    Set<String> names() {
        return names;
    }

    /** Whether the path leads out of the base URI's host; then it must not be called. */
    boolean climbsAboveRoot() {
        return Paths.climbsAboveRoot(joined());
    }

    private String written() {
        return variables.braced(operation.path().value().strip());
    }

    private String text() {
        return Paths.plain(written());
    }

    private String joined() {
        return api.basePath() + "/" + text();
    }

    PathTemplate path() {
        var joined = joined();
        var pieces = new ArrayList<Piece>();
        var literal = new StringBuilder();
        var segments = Paths.withoutDots(joined);
        for (var i = 0; i < segments.size(); i++) {
            literal.append('/');
            append(
                    Paths.pieces(segments.get(i), name -> isColonVariable(name, joined)),
                    i == segments.size() - 1,
                    literal,
                    pieces);
        }
        if (literal.isEmpty() && pieces.isEmpty() || joined.endsWith("/") && !text().isEmpty()) {
            literal.append('/');
        }
        flush(literal, pieces);
        var path = new PathTemplate(pieces, operation.path().position());
        if (Paths.isIrregular(text()) && !climbsAboveRoot()) {
            problems.add(
                    ProblemCode.PATH_NORMALISED,
                    operation.path().position(),
                    "the path '" + text() + "' is read as " + path + " on the upstream's host");
        }
        return path;
    }

    private void append(List<Paths.Piece> segment, boolean isLast, StringBuilder literal, List<Piece> pieces) {
        for (var i = 0; i < segment.size(); i++) {
            if (segment.get(i) instanceof Paths.Piece.Variable variable) {
                flush(literal, pieces);
                names.add(variable.name());
                var operand = operand(variable.name());
                var takesSegments = operand instanceof Operand.Fixed && isOfBaseUri(variable.name())
                        || isLast && Paths.isRest(segment);
                pieces.add(
                        new Piece.Variable(variable.name(), operand, takesSegments ? Style.REST : style(segment, i)));
            } else {
                literal.append(PercentCoding.repairPath(((Paths.Piece.Text) segment.get(i)).text()));
            }
        }
    }

    private static Style style(List<Paths.Piece> segment, int index) {
        if (((Paths.Piece.Variable) segment.get(index)).rest()) {
            return Style.REST;
        }
        var isQuoted = index > 0
                && index + 1 < segment.size()
                && segment.get(index - 1) instanceof Paths.Piece.Text before
                && before.text().endsWith("'")
                && segment.get(index + 1) instanceof Paths.Piece.Text behind
                && behind.text().startsWith("'");
        return isQuoted ? Style.QUOTED : Style.SEGMENT;
    }

    private static void flush(StringBuilder literal, List<Piece> pieces) {
        if (!literal.isEmpty()) {
            pieces.add(new Piece.Literal(Shared.text(literal.toString())));
            literal.setLength(0);
        }
    }

    /** A path variable needs no declaration; its declaration, where there is one, describes it. */
    private Operand operand(String variable) {
        var declaration = declaration(variable);
        if (declaration.isEmpty() && isOfBaseUri(variable) && !isReference(variable)) {
            var given = inputs.operand(optional(variable), Optional.empty());
            return api.standsIn()
                    ? given
                    : new Operand.SetOrGiven(
                            variables.optional(variable, api.spec().baseUri().position()), given);
        }
        return isReference(variable)
                ? inputs.reference(
                        variable,
                        target(variable, declaration),
                        operation.path().position())
                : inputs.operand(target(variable, declaration), declaration.flatMap(ParameterSpec::value));
    }

    /** Whether a name in braces is more than the name of an input of the operation. */
    private boolean isReference(String name) {
        return variables.declares(name) || variables.isNamespaced(name) || inputs.hasPrefix(name);
    }

    /** Whether a variable stands in the path of the base URI: the environment may set that (format, open question 12). */
    private boolean isOfBaseUri(String variable) {
        return api.basePath().contains("{")
                && Paths.withoutDots(api.basePath()).stream()
                        .flatMap(segment -> Paths.pieces(segment, name -> false).stream())
                        .anyMatch(piece -> piece instanceof Paths.Piece.Variable found
                                && found.name().equals(variable));
    }

    private Target optional(String variable) {
        return new Target(
                variable,
                Place.QUERY,
                ValueType.STRING,
                false,
                Optional.empty(),
                InputShape.NONE,
                api.spec().baseUri().position());
    }

    /** Whether {@code :id} is a variable: where something feeds it, and where nothing in the path is in braces. */
    private boolean isColonVariable(String name, String path) {
        return !path.contains("{") || declaration(name).isPresent() || inputs.feeds(name) || inputs.isKnown(name);
    }

    private Optional<ParameterSpec> declaration(String variable) {
        return parameters.stream()
                .filter(parameter -> Target.in(parameter).equals("path"))
                .filter(parameter -> parameter.name().value().equals(variable))
                .findFirst()
                .or(() -> parameters.stream()
                        .filter(parameter -> Target.in(parameter).equals("path"))
                        .filter(parameter -> Paths.isSameName(parameter.name().value(), variable))
                        .findFirst());
    }

    private Target target(String variable, Optional<ParameterSpec> declaration) {
        return new Target(
                declaration.map(parameter -> parameter.name().value()).orElse(variable),
                Place.PATH,
                declaration
                        .map(parameter -> Target.type(parameter, ValueType.STRING))
                        .filter(type -> !type.isStructured())
                        .orElse(ValueType.STRING),
                true,
                declaration.flatMap(ParameterSpec::description),
                declaration.map(Target::shape).orElse(InputShape.NONE),
                declaration.map(ParameterSpec::position).orElse(operation.path().position()));
    }

    // --- the query in the path ---

    /** The query that stands in the path: text as it is, and parameters with variables in them. */
    List<RequestPart> query() {
        var position = operation.path().position();
        var parts = new ArrayList<RequestPart>();
        for (var parameter : Paths.query(written()).split("&", -1)) {
            if (parameter.contains("{")) {
                parts.add(templated(parameter));
            } else if (!parameter.isEmpty()) {
                parts.add(new RequestPart.PathQuery(PercentCoding.repairQuery(Paths.octets(parameter)), position));
            }
        }
        return parts;
    }

    /** The names of the parameters in the query of the path. */
    Set<String> queryNames() {
        var found = new HashSet<String>();
        for (var parameter : Paths.query(written()).split("&", -1)) {
            found.add(decoded(parameter.split("=", 2)[0]));
        }
        found.remove("");
        return found;
    }

    private RequestPart templated(String parameter) {
        var equals = parameter.indexOf('=');
        var value = equals < 0 ? parameter : parameter.substring(equals + 1);
        var pieces = Paths.pieces(value, name -> false);
        var operands = pieces.stream().map(this::queryOperand).toList();
        var name = equals < 0 && pieces.get(0) instanceof Paths.Piece.Variable variable
                ? variable.name()
                : decoded(parameter.substring(0, Math.max(equals, 0)));
        return new RequestPart.Query(
                name,
                operands.size() == 1 ? operands.get(0) : new Operand.Joined(operands),
                operation.path().position());
    }

    private Operand queryOperand(Paths.Piece piece) {
        var position = operation.path().position();
        if (piece instanceof Paths.Piece.Variable variable) {
            names.add(variable.name());
            var declaration = parameters.stream()
                    .filter(parameter -> parameter.name().value().equals(variable.name()))
                    .findFirst();
            var target = declaration
                    .map(it -> Target.of(it, Place.QUERY, ValueType.STRING))
                    .orElseGet(() -> new Target(
                            variable.name(),
                            Place.QUERY,
                            ValueType.STRING,
                            false,
                            Optional.empty(),
                            InputShape.NONE,
                            position));
            return isReference(variable.name())
                    ? inputs.reference(variable.name(), target, position)
                    : inputs.operand(target, declaration.flatMap(ParameterSpec::value));
        }
        return inputs.fixed(new Located<>(decoded(((Paths.Piece.Text) piece).text()), position));
    }

    /** What an author encoded already is encoded once, like everything else. */
    private static String decoded(String text) {
        return PercentCoding.decode(Paths.octets(text), true).orElse(text);
    }
}
