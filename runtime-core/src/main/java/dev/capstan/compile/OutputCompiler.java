package dev.capstan.compile;

import dev.capstan.flow.InputShape;
import dev.capstan.mapping.OutputShape;
import dev.capstan.problem.Position;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.Located;
import dev.capstan.spec.Node;
import dev.capstan.spec.OutputSpec;
import dev.capstan.value.JsonPath;
import dev.capstan.value.JsonText;
import dev.capstan.value.Operand;
import dev.capstan.value.Template;
import dev.capstan.value.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compiles what a file says about an answer into its shape (format, section on output parameters). */
final class OutputCompiler {
    private static final Set<String> WHOLE = Set.of("$", "$.");

    private final Expressions expressions;
    private final Map<String, OutputSpec> consumed;
    private final boolean isXml;
    private final Problems problems;
    private boolean namesSteps;

    /**
     * @param consumed the parts that the called operation names; a path may begin with such a name
     * @param isXml whether the answer is XML, in which a list is known from its type alone
     */
    OutputCompiler(Expressions expressions, List<OutputSpec> consumed, boolean isXml, Problems problems) {
        this.expressions = expressions;
        this.isXml = isXml;
        this.problems = problems;
        this.consumed = new LinkedHashMap<>();
        consumed.forEach(output -> output.name().ifPresent(name -> this.consumed.putIfAbsent(name, output)));
    }

    // --- answers that are mapped ---

    /**
     * The shape of an answer: an object of the outputs when all have names, otherwise the first of them that gives
     * something (format, open question 10). Empty means the answer as it came.
     */
    Optional<OutputShape> mapped(List<OutputSpec> outputs) {
        if (outputs.isEmpty() || isWhole(outputs)) {
            return Optional.empty();
        }
        var areNamed = outputs.stream().allMatch(output -> output.name().isPresent());
        if (areNamed && (outputs.size() > 1 || !isWholeAnswer(outputs.get(0)))) {
            return Optional.of(members(JsonPath.ROOT, outputs, false));
        }
        return Optional.of(
                outputs.size() == 1
                        ? mapped(outputs.get(0))
                        : new OutputShape.First(
                                outputs.stream().map(this::mapped).toList()));
    }

    /** What the whole answer is: one output, named or not, that is all of it whatever it is. */
    private static boolean isWhole(List<OutputSpec> outputs) {
        return outputs.size() == 1 && isWholeAnswer(outputs.get(0));
    }

    private static boolean isWholeAnswer(OutputSpec output) {
        var saysNothingElse = output.value().isEmpty()
                && output.properties().isEmpty()
                && output.items().isEmpty()
                && output.values().isEmpty();
        var isWholePath = output.mapping()
                .map(path -> WHOLE.contains(path.value().strip()))
                .orElse(output.name().isEmpty());
        return saysNothingElse && isWholePath;
    }

    private OutputShape members(JsonPath base, List<OutputSpec> outputs, boolean isOpen) {
        var members = new LinkedHashMap<String, OutputShape>();
        outputs.forEach(output -> output.name()
                .ifPresent(name -> members.put(name, isOpen ? constant(output).orElseThrow() : mapped(output))));
        return new OutputShape.Members(base, members, isOpen);
    }

    /** Whether something of what was compiled is of a step. */
    boolean namesSteps() {
        return namesSteps;
    }

    /** The shape of one part of an answer. */
    OutputShape part(OutputSpec output) {
        return mapped(output);
    }

    private OutputShape mapped(OutputSpec output) {
        if (output.value().isPresent()) {
            // The whole answer must not come out because a value that is put in is missing.
            return new OutputShape.OrNull(value(output.value().get(), output));
        }
        var isPlain = output.properties().isEmpty()
                && output.items().isEmpty()
                && output.values().isEmpty();
        var ofStep = output.mapping()
                .or(() -> output.name()
                        .filter(name -> isPlain)
                        .map(name -> new Located<>("$." + name, output.position())))
                .flatMap(path -> expressions.ofStep(path.value(), path.position()));
        if (ofStep.isPresent()) {
            namesSteps = true;
            return isPlain
                    ? new OutputShape.Given(ofStep.get(), ValueType.ANY)
                    : new OutputShape.Of(ofStep.get(), mapped(output.unplaced()));
        }
        if (output.values().isPresent()) {
            return new OutputShape.Values(base(output), mapped(output.values().get()));
        }
        if (!output.properties().isEmpty()) {
            return members(base(output), output.properties(), false);
        }
        if (isRepeated(output)) {
            var item = output.items().map(this::item);
            return new OutputShape.Repeated(itemsBase(output), item.orElseGet(() -> new OutputShape.At(JsonPath.ROOT)));
        }
        if (output.items().isPresent()) {
            return new OutputShape.Elements(
                    itemsBase(output), item(output.items().get()));
        }
        return leaf(output);
    }

    /** A name finds a member of an element that is an object; any other element is what it is, whatever it is called. */
    private OutputShape item(OutputSpec output) {
        return output.mapping().isPresent() || output.name().isEmpty()
                ? mapped(output)
                : new OutputShape.Item(mapped(output), mapped(output.unplaced()));
    }

    /** The root of XML is one element, and never a list. */
    private boolean isRepeated(OutputSpec output) {
        var isList = output.items().isPresent()
                || output.type().filter("array"::equals).isPresent();
        return isXml && isList && !itemsBase(output).equals(JsonPath.ROOT);
    }

    /** An object whose place is not said has its members where the one around it has (format, section on evaluation). */
    private JsonPath base(OutputSpec output) {
        return output.mapping().map(this::path).orElse(JsonPath.ROOT);
    }

    /** A list whose place is not said is where its name is. */
    private JsonPath itemsBase(OutputSpec output) {
        return output.mapping()
                .map(this::path)
                .or(() -> output.name().map(JsonPath::member))
                .orElse(JsonPath.ROOT);
    }

    private OutputShape leaf(OutputSpec output) {
        var path = output.mapping()
                .map(this::path)
                .or(() -> output.name().map(JsonPath::member))
                .orElse(JsonPath.ROOT);
        return new OutputShape.At(
                path,
                output.mapping().stream()
                        .flatMap(it -> byConsumedName(it.value()).stream())
                        .toList(),
                output.maxLength().orElse(OutputShape.At.ANY_LENGTH));
    }

    /** Where a path begins with the name of a consumed output, what that means: {@code $.ship.name} of {@code ship: $.data}. */
    private Optional<JsonPath> byConsumedName(String written) {
        var plain = written.strip().replaceFirst("^\\$\\.", "");
        var end = plain.replaceFirst("[.\\[].*$", "").length();
        var named = consumed.get(plain.substring(0, end));
        return Optional.ofNullable(named)
                .flatMap(OutputSpec::mapping)
                .flatMap(base -> JsonPath.of(base.value().strip().replaceFirst("\\.$", "") + plain.substring(end)));
    }

    /** A path that cannot be read leads nowhere, and that is told (format, section on the JSONPath dialect). */
    private JsonPath path(Located<String> written) {
        var path = JsonPath.of(written.value());
        if (path.isEmpty()) {
            problems.add(
                    ProblemCode.OUTPUT_INVALID,
                    written.position(),
                    "'" + written.value() + "' is not a JSONPath; it gives null");
        }
        return path.orElseGet(() -> JsonPath.member(written.value()));
    }

    // --- answers of the file itself ---

    /** Whether outputs have values of their own, so that no upstream is needed. */
    static boolean areConstant(List<OutputSpec> outputs) {
        return outputs.stream()
                .anyMatch(output -> output.value().isPresent()
                        || areConstant(output.properties())
                        || areConstant(output.items().stream().toList()));
    }

    /** An object of the outputs that have values; one without a name is called {@code value} (format, mock mode). */
    OutputShape constant(List<OutputSpec> outputs) {
        if (outputs.size() == 1 && outputs.get(0).name().isEmpty()) {
            var output = outputs.get(0);
            if (!output.properties().isEmpty() || output.items().isPresent()) {
                return constant(output).orElseThrow();
            }
        }
        var members = new LinkedHashMap<String, OutputShape>();
        outputs.forEach(output ->
                constant(output).ifPresent(shape -> members.put(output.name().orElse("value"), shape)));
        return new OutputShape.Members(JsonPath.ROOT, members, true);
    }

    private Optional<OutputShape> constant(OutputSpec output) {
        if (output.value().isPresent()) {
            return Optional.of(value(output.value().get(), output));
        }
        if (!output.properties().isEmpty()) {
            var having = output.properties().stream()
                    .filter(member -> constant(member).isPresent())
                    .toList();
            return Optional.of(members(JsonPath.ROOT, having, true));
        }
        return output.items().flatMap(this::constant).map(OutputShape.One::new);
    }

    // --- values ---

    private OutputShape value(Node node, OutputSpec output) {
        if (node instanceof Node.Mapping mapping && hasReference(mapping)) {
            var members = new LinkedHashMap<String, OutputShape>();
            mapping.entries().forEach(entry -> members.put(entry.key(), untyped(entry.value())));
            return new OutputShape.Members(JsonPath.ROOT, members, true);
        }
        if (!(node instanceof Node.Scalar scalar)) {
            return new OutputShape.Given(
                    json(node), node instanceof Node.Sequence ? ValueType.ARRAY : ValueType.OBJECT);
        }
        var written = output.type().flatMap(ValueType::named);
        return new OutputShape.Given(
                operand(scalar), written.orElse(scalar.isPlain() ? plainType(scalar) : ValueType.STRING));
    }

    private static boolean hasReference(Node node) {
        if (node instanceof Node.Mapping mapping) {
            return mapping.entries().stream().anyMatch(entry -> hasReference(entry.value()));
        }
        return node instanceof Node.Scalar text
                && VariableScope.pieces(text.text()).stream().anyMatch(VariableScope.Piece::isReference);
    }

    private OutputShape untyped(Node node) {
        return value(node, OutputSpec.untyped(node.position()));
    }

    private static ValueType plainType(Node.Scalar scalar) {
        return ValueType.BOOLEAN.acceptsText(scalar.text()) ? ValueType.BOOLEAN : ValueType.NUMBER;
    }

    private static Operand json(Node node) {
        var text = new String(JsonText.quote(plain(node)), StandardCharsets.UTF_8);
        return new Operand.Fixed(Template.literal(text), node.position());
    }

    private static @Nullable Object plain(Node node) {
        if (node instanceof Node.Mapping mapping) {
            var members = new LinkedHashMap<String, @Nullable Object>();
            mapping.entries().forEach(entry -> members.put(entry.key(), plain(entry.value())));
            return members;
        }
        if (node instanceof Node.Sequence list) {
            var items = new ArrayList<@Nullable Object>();
            list.items().forEach(item -> items.add(plain(item)));
            return items;
        }
        var scalar = (Node.Scalar) node;
        if (scalar.isPlain() && scalar.text().isEmpty()) {
            return null;
        }
        if (scalar.isPlain() && JsonText.isNumber(scalar.text())) {
            return new java.math.BigDecimal(scalar.text());
        }
        return scalar.isPlain() && ValueType.BOOLEAN.acceptsText(scalar.text())
                ? Boolean.valueOf(scalar.text())
                : scalar.text();
    }

    private Operand operand(Node.Scalar text) {
        return expressions.expression(new Located<>(text.text(), text.position()), target(text.position()));
    }

    /** What an expression in an answer asks for: a value of any type that a caller may leave out. */
    static Target target(Position position) {
        return new Target("", Target.Place.QUERY, ValueType.ANY, false, Optional.empty(), InputShape.NONE, position);
    }
}
