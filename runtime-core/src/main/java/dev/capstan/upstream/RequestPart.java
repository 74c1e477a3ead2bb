package dev.capstan.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.problem.Position;
import dev.capstan.value.JsonKind;
import dev.capstan.value.JsonText;
import dev.capstan.value.Operand;
import dev.capstan.value.PercentCoding;
import dev.capstan.value.Scope;
import dev.capstan.value.Value;
import dev.capstan.value.ValueType;
import dev.capstan.value.Variables;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/** One thing that an operation puts into its request. All choices were made when the file was loaded. */
public sealed interface RequestPart {
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

    /** A query parameter; a list repeats it. */
    record Query(String name, Operand operand, Position position) implements RequestPart {
        @Override
        public List<Operand> operands() {
            return List.of(operand);
        }

        @Override
        public String label() {
            return "query " + name;
        }

        @Override
        public void apply(RequestDraft draft, Scope scope, Variables variables) {
            var encodedName = PercentCoding.encode(name);
            operand.value(scope, variables)
                    .ifPresent(value -> value.texts().forEach(text -> draft.query(encodedName, text)));
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
    record HeaderField(String name, Operand operand, Position position) implements RequestPart {
        @Override
        public List<Operand> operands() {
            return List.of(operand);
        }

        @Override
        public String label() {
            return "header " + name;
        }

        @Override
        public void apply(RequestDraft draft, Scope scope, Variables variables) {
            operand.value(scope, variables).ifPresent(value -> draft.header(name, value.text()));
        }
    }

    /**
     * One value as the whole body, byte for byte.
     *
     * @param json whether the upstream takes JSON here
     */
    record WholeBody(Operand operand, boolean json, Position position) implements RequestPart {
        @Override
        public List<Operand> operands() {
            return List.of(operand);
        }

        private static final String JSON = "application/json";
        private static final String FORM = "application/x-www-form-urlencoded";

        @Override
        public String label() {
            return "body";
        }

        @Override
        public void apply(RequestDraft draft, Scope scope, Variables variables) {
            operand.value(scope, variables).ifPresent(value -> apply(draft, value));
        }

        private void apply(RequestDraft draft, Value value) {
            if (value instanceof Value.Content content) {
                content.encoding().ifPresent(encoding -> draft.header("Content-Encoding", encoding));
                draft.defaultHeader("Content-Type", mediaType(content));
                draft.body(new RequestBody(content.bytes()));
            } else if (value instanceof Value.Json text && (json || text.kind() != JsonKind.STRING)) {
                draft.defaultHeader("Content-Type", JSON);
                draft.body(new RequestBody(text.source(), text.from(), text.to()));
            } else {
                var bytes = json ? value.json() : value.text().getBytes(UTF_8);
                draft.defaultHeader("Content-Type", isJson(bytes) ? JSON : "text/plain; charset=utf-8");
                draft.body(new RequestBody(bytes));
            }
        }

        /** A text that is a JSON object or list is meant as such. */
        private boolean isJson(byte[] bytes) {
            if (json) {
                return true;
            }
            try {
                JsonText.check(bytes);
                return bytes[0] == '{' || bytes[0] == '[';
            } catch (JsonText.NotJson e) {
                return false;
            }
        }

        /** What the caller says; but curl calls everything a form that nobody gives a type, and that was checked as JSON. */
        private String mediaType(Value.Content content) {
            var given = content.mediaType().filter(type -> !(json && type.startsWith(FORM)));
            return given.orElse(json ? JSON : "application/octet-stream");
        }
    }

    /** Several values as the members of one JSON object, each as the caller wrote it. */
    record ObjectBody(List<Member> members, Position position) implements RequestPart {
        public ObjectBody {
            members = List.copyOf(members);
        }

        @Override
        public List<Operand> operands() {
            return members.stream().map(Member::operand).toList();
        }

        /** One member. */
        public record Member(String name, ValueType type, Operand operand) {
            /** A value that came as plain text becomes what its type says. */
            private byte[] json(Value value) {
                var isPlain = value instanceof Value.Text
                        || value instanceof Value.Json json && json.kind() == JsonKind.STRING;
                var isOther = type != ValueType.STRING && !type.isStructured() && type.acceptsText(value.text());
                return isPlain && isOther ? value.text().getBytes(UTF_8) : value.json();
            }
        }

        @Override
        public String label() {
            return "body";
        }

        @Override
        public void apply(RequestDraft draft, Scope scope, Variables variables) {
            var json = new ByteArrayOutputStream();
            for (var member : members) {
                member.operand().value(scope, variables).ifPresent(value -> {
                    json.write(json.size() == 0 ? '{' : ',');
                    json.writeBytes(JsonText.quote(member.name()));
                    json.write(':');
                    json.writeBytes(member.json(value));
                });
            }
            if (json.size() > 0) {
                json.write('}');
                draft.defaultHeader("Content-Type", "application/json");
                draft.body(new RequestBody(json.toByteArray()));
            }
        }
    }

    /** A JSON body of the file with values of the caller in it. */
    record TemplateBody(JsonTemplate template, Position position) implements RequestPart {
        @Override
        public List<Operand> operands() {
            return template.operands().toList();
        }

        @Override
        public String label() {
            return "body";
        }

        @Override
        public void apply(RequestDraft draft, Scope scope, Variables variables) {
            var json = new ByteArrayOutputStream();
            if (template.write(scope, variables, json)) {
                draft.defaultHeader("Content-Type", "application/json");
                draft.body(new RequestBody(json.toByteArray()));
            }
        }
    }

    /**
     * Several values as a form: {@code application/x-www-form-urlencoded}, or {@code multipart/form-data} (RFC 7578) when
     * one of them is a file. A list repeats its field.
     */
    record Form(List<Field> fields, Position position) implements RequestPart {
        public Form {
            fields = List.copyOf(fields);
        }

        /**
         * One field.
         *
         * @param file whether the value is a file: its text, or a {@code data:} URL with its bytes in Base64
         */
        public record Field(String name, boolean file, Operand operand) {}

        @Override
        public List<Operand> operands() {
            return fields.stream().map(Field::operand).toList();
        }

        @Override
        public String label() {
            return "form";
        }

        @Override
        public void apply(RequestDraft draft, Scope scope, Variables variables) {
            if (fields.stream().anyMatch(Field::file)) {
                var form = new MultipartForm();
                values(scope, variables, (field, text) -> form.add(field.name(), text, field.file()));
                draft.header("Content-Type", form.mediaType());
                draft.body(new RequestBody(form.end()));
                return;
            }
            var form = new StringBuilder();
            values(scope, variables, (field, text) -> {
                form.append(form.isEmpty() ? "" : "&");
                PercentCoding.encode(field.name(), form);
                form.append('=');
                PercentCoding.encode(text, form);
            });
            draft.defaultHeader("Content-Type", "application/x-www-form-urlencoded");
            draft.body(new RequestBody(form.toString().getBytes(UTF_8)));
        }

        private void values(Scope scope, Variables variables, BiConsumer<Field, String> consumer) {
            for (var field : fields) {
                field.operand()
                        .value(scope, variables)
                        .ifPresent(value -> value.texts().forEach(text -> consumer.accept(field, text)));
            }
        }
    }
}
