package dev.capstan.upstream;

import dev.capstan.problem.Position;
import dev.capstan.value.Operand;
import dev.capstan.value.PercentCoding;
import dev.capstan.value.QueryStyle;
import dev.capstan.value.Scope;
import dev.capstan.value.Variables;
import java.util.List;
import java.util.Set;

/** One thing that an operation puts into its request. All choices were made when the file was loaded. */
public sealed interface RequestPart
        permits RequestPart.OfOneValue, RequestPart.PathQuery, RequestPart.UndeclaredQuery, BodyPart {
    /** Puts it in, or nothing when the caller left the value out. */
    void apply(RequestDraft draft, Scope scope, Variables variables);

    /** What a person calls it. */
    String label();

    /** Where the file asks for it. */
    Position position();

    /** Where its values come from; none when it has them itself. */
    default List<Operand> operands() {
        return List.of();
    }

    /** One that is made of one value. */
    sealed interface OfOneValue extends RequestPart
            permits Query, HeaderField, Cookie, BodyPart.WholeBody, BodyPart.BinaryBody {
        /** Where the value comes from. */
        Operand operand();

        @Override
        default List<Operand> operands() {
            return List.of(operand());
        }
    }

    /** A query parameter; its style says what becomes of a list or an object. */
    record Query(String name, QueryStyle style, Operand operand, Position position) implements OfOneValue {
        /** One of which no style is said. */
        public Query(String name, Operand operand, Position position) {
            this(name, QueryStyle.PLAIN, operand, position);
        }

        @Override
        public String label() {
            return "query " + name;
        }

        @Override
        public void apply(RequestDraft draft, Scope scope, Variables variables) {
            operand.value(scope, variables)
                    .ifPresent(value ->
                            style.write(name, value, (parameter, text) -> draft.encodedQuery(parameter + "=" + text)));
        }
    }

    /** Query text that stands in the operation's path, encoded. */
    record PathQuery(String text, Position position) implements RequestPart {
        @Override
        public String label() {
            return "query " + text;
        }

        @Override
        public void apply(RequestDraft draft, Scope scope, Variables variables) {
            draft.encodedQuery(text);
        }
    }

    /** Query parameters that nobody declared, except those that the file itself sets. */
    record UndeclaredQuery(int slot, Set<String> reserved, Position position) implements RequestPart {
        public UndeclaredQuery {
            reserved = Set.copyOf(reserved);
        }

        @Override
        public String label() {
            return "query";
        }

        @Override
        public void apply(RequestDraft draft, Scope scope, Variables variables) {
            scope.value(slot).ifPresent(query -> draft.encodedQuery(allowed(query.text())));
        }

        private String allowed(String query) {
            if (reserved.isEmpty()) {
                return query;
            }
            var kept = new StringBuilder();
            for (var parameter : query.split("&", -1)) {
                var name = parameter.split("=", 2)[0];
                if (!reserved.contains(PercentCoding.decode(name, true).orElse(name))) {
                    kept.append(kept.isEmpty() ? "" : "&").append(parameter);
                }
            }
            return kept.toString();
        }
    }

    /** A header. */
    record HeaderField(String name, Operand operand, Position position) implements OfOneValue {
        @Override
        public String label() {
            return "header " + name;
        }

        @Override
        public void apply(RequestDraft draft, Scope scope, Variables variables) {
            operand.value(scope, variables).ifPresent(value -> draft.header(name, value.text()));
        }
    }

    /** A cookie; all of them are one header. */
    record Cookie(String name, Operand operand, Position position) implements OfOneValue {
        @Override
        public String label() {
            return "cookie " + name;
        }

        @Override
        public void apply(RequestDraft draft, Scope scope, Variables variables) {
            operand.value(scope, variables).ifPresent(value -> draft.cookie(name, value.text()));
        }
    }
}
