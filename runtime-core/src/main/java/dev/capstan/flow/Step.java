package dev.capstan.flow;

import dev.capstan.format.AnswerFormat;
import dev.capstan.mapping.OutputShape;
import dev.capstan.upstream.UpstreamOperation;
import dev.capstan.upstream.UpstreamResponse;
import dev.capstan.value.Operand;
import dev.capstan.value.Scope;
import dev.capstan.value.StepOutput;
import dev.capstan.value.Value;
import dev.capstan.value.VariableUse;
import dev.capstan.value.Variables;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One of several things that a flow does in order (format, section on steps). Compiled, immutable and thread-safe. */
public sealed interface Step {
    /** What the file calls it. */
    String name();

    /**
     * A call of an upstream operation.
     *
     * @param format how the upstream answers; where the file does not say it, an answer that is not JSON is a text
     * @param outputs the parts of the answer that the operation declares; none means all of it
     * @param standsIn whether an upstream stands in that knows nothing of what later steps look for
     */
    record Call(
            String name,
            UpstreamOperation upstream,
            Optional<AnswerFormat> format,
            Map<String, OutputShape> outputs,
            boolean standsIn)
            implements Step {
        public Call {
            outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
        }

        /** What later steps see of an answer; empty when there is none. */
        Optional<StepOutput> output(UpstreamResponse response, Scope scope, Variables variables) {
            if (standsIn) {
                return Optional.of(new StepOutput.Expected(name));
            }
            if (response.body().length == 0) {
                return Optional.empty();
            }
            var document = Answer.document(response, format.orElse(LENIENT), upstream.name());
            return Optional.of(new StepOutput.Got(projected(document, scope, variables), document));
        }

        private JsonNode projected(JsonNode document, Scope scope, Variables variables) {
            if (outputs.isEmpty()) {
                return document;
            }
            if (!document.isArray()) {
                return declared(JsonNodeFactory.instance.objectNode(), document, scope, variables);
            }
            var elements = JsonNodeFactory.instance.arrayNode(document.size());
            document.forEach(element -> elements.add(
                    element instanceof ObjectNode object
                            ? declared(object.deepCopy(), element, scope, variables)
                            : element));
            return elements;
        }

        private JsonNode declared(ObjectNode into, JsonNode document, Scope scope, Variables variables) {
            var source = new OutputShape.Source(document, scope, variables);
            outputs.forEach((output, shape) ->
                    into.set(output, shape.of(source).orElseGet(JsonNodeFactory.instance::nullNode)));
            return into;
        }

        private static final AnswerFormat LENIENT = new AnswerFormat() {
            @Override
            public JsonNode read(byte[] body, Optional<String> contentType) throws Unreadable {
                try {
                    return JSON.read(body, contentType);
                } catch (Unreadable e) {
                    if (contentType.filter(type -> type.contains("json")).isPresent()) {
                        throw e;
                    }
                    return JsonNodeFactory.instance.stringNode(new String(body, StandardCharsets.UTF_8));
                }
            }

            @Override
            public String name() {
                return JSON.name();
            }
        };
    }

    /**
     * A search in what an earlier step gave: the first entry of which a field has a value. For a list of values it gives
     * the list of what is found.
     *
     * @param index the number of the earlier step
     * @param match the field
     * @param fields what is kept of an entry; none means all
     */
    record Lookup(String name, int index, String match, Operand value, List<String> fields) implements Step {
        public Lookup {
            fields = List.copyOf(fields);
        }

        /** What is found; empty when there is nothing. */
        Optional<StepOutput> output(Scope scope, Variables variables) {
            if (scope.output(index).orElse(null) instanceof StepOutput.Expected) {
                return Optional.of(new StepOutput.Expected(name));
            }
            var wanted = value.value(scope, variables).map(Value::tree);
            var searched = scope.output(index).map(StepOutput::output);
            if (wanted.isEmpty() || searched.isEmpty()) {
                return Optional.empty();
            }
            var entries = entries(searched.get());
            if (!wanted.get().isArray()) {
                return Optional.ofNullable(entries.get(text(wanted.get())))
                        .map(this::kept)
                        .map(StepOutput.Got::new);
            }
            var found = JsonNodeFactory.instance.arrayNode();
            wanted.get().forEach(one -> {
                @Nullable JsonNode entry = entries.get(text(one));
                if (entry != null) {
                    found.add(kept(entry));
                }
            });
            return Optional.of(new StepOutput.Got(found));
        }

        /** The entries by the text of their field: values are compared as texts, and the first entry counts. */
        private Map<String, JsonNode> entries(JsonNode searched) {
            var entries = new HashMap<String, JsonNode>();
            var list = searched.isArray()
                    ? searched
                    : JsonNodeFactory.instance.arrayNode().add(searched);
            list.forEach(entry -> {
                @Nullable JsonNode field = entry.get(match);
                if (field != null && !field.isNull()) {
                    entries.putIfAbsent(text(field), entry);
                }
            });
            return entries;
        }

        private static String text(JsonNode node) {
            return new Value.Tree(node).text();
        }

        private JsonNode kept(JsonNode entry) {
            if (fields.isEmpty()) {
                return entry;
            }
            var kept = JsonNodeFactory.instance.objectNode();
            fields.forEach(field -> {
                @Nullable JsonNode value = entry.get(field);
                kept.set(field, value == null ? JsonNodeFactory.instance.nullNode() : value);
            });
            return kept;
        }
    }

    /**
     * A program that makes a value of those that are there.
     *
     * @param parameters values that the file has for names of inputs
     * @param steps the numbers of the steps before it, by their names
     * @param with what it is given besides; stands before everything else of these names
     * @param uses the variables that it is given
     */
    record Script(
            String name,
            dev.capstan.script.Script program,
            Map<String, Operand> parameters,
            Map<String, Integer> steps,
            Map<String, Operand> with,
            List<VariableUse> uses)
            implements Step {
        public Script {
            parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
            steps = Collections.unmodifiableMap(new LinkedHashMap<>(steps));
            with = Collections.unmodifiableMap(new LinkedHashMap<>(with));
            uses = List.copyOf(uses);
        }

        /**
         * What the script sees as {@code context}.
         *
         * @param inputs of the flow, in the order of the scope
         */
        ObjectNode context(List<Input> inputs, Scope scope, Variables variables) {
            var context = JsonNodeFactory.instance.objectNode();
            for (var i = 0; i < inputs.size(); i++) {
                var input = inputs.get(i);
                scope.value(i).ifPresent(value -> context.set(input.writtenName(), value.tree()));
            }
            put(parameters, context, scope, variables);
            steps.forEach(
                    (step, number) -> scope.output(number).ifPresent(output -> context.set(step, output.output())));
            put(with, context, scope, variables);
            return context;
        }

        private static void put(Map<String, Operand> values, ObjectNode context, Scope scope, Variables variables) {
            values.forEach((name, operand) ->
                    operand.value(scope, variables).ifPresent(value -> context.set(name, value.tree())));
        }

        /** The names in {@code context}, for people. */
        public List<String> names(List<Input> inputs) {
            return java.util.stream.Stream.of(
                            inputs.stream().map(Input::writtenName),
                            parameters.keySet().stream(),
                            steps.keySet().stream(),
                            with.keySet().stream())
                    .flatMap(names -> names)
                    .distinct()
                    .toList();
        }

        /** A text of the script without the values of variables that it was given. */
        String masked(String text, Variables variables) {
            var masked = text;
            for (var use : uses) {
                var value = use.find(variables).map(dev.capstan.value.Secret::reveal);
                if (value.isPresent() && !value.get().isBlank()) {
                    masked = masked.replace(value.get(), "***");
                }
            }
            return masked;
        }
    }
}
