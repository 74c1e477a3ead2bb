package dev.capstan.value;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.stream.Stream;

/**
 * A JSON body of the file, parsed when it was loaded, into whose values those of a call are put. Values go into the tree
 * and not into text, so that none can break it (format, section on request bodies).
 */
public sealed interface JsonTemplate {
    /** Writes the JSON text of a call; writes nothing, and says so, when what it stands for was left out. */
    boolean write(Scope scope, Variables variables, ByteArrayOutputStream json);

    /** Where its values come from. */
    Stream<Operand> operands();

    /** JSON text as it stands. */
    record Fixed(String text) implements JsonTemplate {
        @Override
        public boolean write(Scope scope, Variables variables, ByteArrayOutputStream json) {
            json.writeBytes(text.getBytes(UTF_8));
            return true;
        }

        @Override
        public Stream<Operand> operands() {
            return Stream.empty();
        }
    }

    /** One value. What came as JSON keeps its type; of a text in a path or a query only the text is known. */
    record Leaf(Operand operand) implements JsonTemplate {
        @Override
        public boolean write(Scope scope, Variables variables, ByteArrayOutputStream json) {
            var value = operand.value(scope, variables);
            value.map(Value::json).ifPresent(json::writeBytes);
            return value.isPresent();
        }

        @Override
        public Stream<Operand> operands() {
            return Stream.of(operand);
        }
    }

    /** An object; a member whose value was left out is left out, too. */
    record Members(List<Member> members) implements JsonTemplate {
        public Members {
            members = List.copyOf(members);
        }

        /** One member. */
        public record Member(String name, JsonTemplate value) {}

        @Override
        public boolean write(Scope scope, Variables variables, ByteArrayOutputStream json) {
            json.write('{');
            var isFirst = true;
            for (var member : members) {
                var value = new ByteArrayOutputStream();
                if (member.value().write(scope, variables, value)) {
                    json.writeBytes(isFirst ? new byte[0] : new byte[] {','});
                    json.writeBytes(JsonText.quote(member.name()));
                    json.write(':');
                    json.writeBytes(value.toByteArray());
                    isFirst = false;
                }
            }
            json.write('}');
            return true;
        }

        @Override
        public Stream<Operand> operands() {
            return members.stream().flatMap(member -> member.value().operands());
        }
    }

    /** A list; an element that was left out is left out, too. */
    record Elements(List<JsonTemplate> elements) implements JsonTemplate {
        public Elements {
            elements = List.copyOf(elements);
        }

        @Override
        public boolean write(Scope scope, Variables variables, ByteArrayOutputStream json) {
            json.write('[');
            var isFirst = true;
            for (var element : elements) {
                var value = new ByteArrayOutputStream();
                if (element.write(scope, variables, value)) {
                    json.writeBytes(isFirst ? new byte[0] : new byte[] {','});
                    json.writeBytes(value.toByteArray());
                    isFirst = false;
                }
            }
            json.write(']');
            return true;
        }

        @Override
        public Stream<Operand> operands() {
            return elements.stream().flatMap(JsonTemplate::operands);
        }
    }
}
