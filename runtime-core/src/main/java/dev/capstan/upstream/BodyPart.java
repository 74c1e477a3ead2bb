package dev.capstan.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.problem.Position;
import dev.capstan.value.JsonKind;
import dev.capstan.value.JsonTemplate;
import dev.capstan.value.JsonText;
import dev.capstan.value.Operand;
import dev.capstan.value.PercentCoding;
import dev.capstan.value.Scope;
import dev.capstan.value.Value;
import dev.capstan.value.ValueType;
import dev.capstan.value.Variables;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;

/** The body of a request. It has a media type unless the operation sets the header itself. */
public sealed interface BodyPart extends RequestPart {
    @Override
    default String label() {
        return "body";
    }

    /**
     * One value as the whole body, byte for byte.
     *
     * @param json whether the upstream takes JSON here
     * @param standard the media type where the caller says none; empty when the file does not say
     */
    record WholeBody(Operand operand, boolean json, String standard, Position position)
            implements BodyPart, OfOneValue {
        private static final String JSON = "application/json";
        private static final String FORM = "application/x-www-form-urlencoded";

        /** A body of which the file says no media type. */
        public WholeBody(Operand operand, boolean json, Position position) {
            this(operand, json, json ? JSON : "", position);
        }

        @Override
        public void apply(RequestDraft draft, Scope scope, Variables variables) {
            operand.value(scope, variables).ifPresent(value -> apply(draft, value));
        }

        private void apply(RequestDraft draft, Value value) {
            if (value instanceof Value.Content content) {
                draft.content(content, mediaType(content));
            } else if (value instanceof Value.Json text && (json || text.kind() != JsonKind.STRING)) {
                draft.defaultHeader("Content-Type", standardOr(JSON));
                draft.body(new RequestBody(text.source(), text.from(), text.to()));
            } else {
                var bytes = json ? value.json() : value.text().getBytes(UTF_8);
                draft.defaultHeader("Content-Type", standardOr(isJson(bytes) ? JSON : "text/plain; charset=utf-8"));
                draft.body(new RequestBody(bytes));
            }
        }

        private String standardOr(String other) {
            return standard.isEmpty() ? other : standard;
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

        /** What the caller says; but curl calls everything a form that nobody gives a type, and the file knows better. */
        private String mediaType(Value.Content content) {
            var given = content.mediaType().filter(type -> standard.isEmpty() || !type.startsWith(FORM));
            return given.orElse(standardOr("application/octet-stream"));
        }
    }

    /** Several values as the members of one JSON object, each as the caller wrote it. */
    record ObjectBody(List<Member> members, Position position) implements BodyPart {
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
    record TemplateBody(JsonTemplate template, String mediaType, Position position) implements BodyPart {
        @Override
        public List<Operand> operands() {
            return template.operands().toList();
        }

        @Override
        public void apply(RequestDraft draft, Scope scope, Variables variables) {
            var json = new BodyBuffer();
            if (template.write(scope, variables, json)) {
                draft.defaultHeader("Content-Type", mediaType);
                draft.body(new RequestBody(json.toByteArray()));
            }
        }
    }

    /** A text of the file with values of the caller in it, or a text that the caller gives whole. */
    record TextBody(TextTemplate template, String mediaType, Position position) implements BodyPart {
        @Override
        public List<Operand> operands() {
            return template.operands();
        }

        @Override
        public void apply(RequestDraft draft, Scope scope, Variables variables) {
            var whole = template.whole();
            if (whole.isPresent()) {
                whole.get().value(scope, variables).ifPresent(value -> whole(draft, value));
                return;
            }
            draft.defaultHeader("Content-Type", mediaType);
            draft.body(new RequestBody(template.render(scope, variables)));
        }

        private void whole(RequestDraft draft, Value value) {
            if (value instanceof Value.Content content) {
                draft.content(content, mediaType);
                return;
            }
            draft.defaultHeader("Content-Type", mediaType);
            draft.body(new RequestBody(value.text().getBytes(UTF_8)));
        }
    }

    /**
     * Bytes as the whole body; at a tool they come as text.
     *
     * @param mediaType what the file says; empty when it leaves that to the caller
     */
    record BinaryBody(Operand operand, String mediaType, Position position) implements BodyPart, OfOneValue {
        @Override
        public void apply(RequestDraft draft, Scope scope, Variables variables) {
            operand.value(scope, variables).ifPresent(value -> apply(draft, value));
        }

        private void apply(RequestDraft draft, Value value) {
            if (value instanceof Value.Content content) {
                draft.content(content, mediaTypeOr(content.mediaType()));
                return;
            }
            var binary = BinaryText.of(value.text(), true);
            draft.defaultHeader("Content-Type", mediaTypeOr(binary.mediaType()));
            draft.body(new RequestBody(binary.bytes()));
        }

        private String mediaTypeOr(Optional<String> given) {
            return mediaType.isEmpty() ? given.orElse("application/octet-stream") : mediaType;
        }
    }

    /** Several values as {@code application/x-www-form-urlencoded}. */
    record Form(List<Field> fields, String mediaType, Position position) implements BodyPart {
        public Form {
            fields = List.copyOf(fields);
        }

        /**
         * One field.
         *
         * @param repeats whether a list repeats it; otherwise it is JSON text
         */
        public record Field(String name, boolean repeats, Operand operand) {
            List<String> texts(Value value) {
                return repeats || value instanceof Value.Texts ? value.texts() : List.of(value.text());
            }
        }

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
            var form = new BodyBuffer();
            for (var field : fields) {
                field.operand()
                        .value(scope, variables)
                        .ifPresent(value -> field.texts(value).forEach(text -> append(field.name(), text, form)));
            }
            draft.defaultHeader("Content-Type", mediaType);
            draft.body(new RequestBody(form.toByteArray()));
        }

        private static void append(String name, String text, BodyBuffer form) {
            var field = new StringBuilder(form.size() == 0 ? "" : "&");
            PercentCoding.encode(name, field);
            field.append('=');
            PercentCoding.encode(text, field);
            form.writeBytes(field.toString().getBytes(UTF_8));
        }
    }

    /**
     * Several values as parts of a form (RFC 7578); one that is missing leaves its part out.
     *
     * @param mediaType without a boundary
     */
    record Multipart(List<Part> parts, String mediaType, Position position) implements BodyPart {
        public Multipart {
            parts = List.copyOf(parts);
        }

        /**
         * One part.
         *
         * @param file whether it is a file, also where its name is not known
         * @param filename of the file
         * @param mediaType of the content
         * @param repeats whether a list repeats it; otherwise it is JSON text
         */
        public record Part(
                String name,
                boolean file,
                Optional<Operand> filename,
                Optional<Operand> mediaType,
                boolean repeats,
                Operand value,
                Position position) {}

        @Override
        public List<Operand> operands() {
            return parts.stream().map(Part::value).toList();
        }

        @Override
        public String label() {
            return "form";
        }

        @Override
        public void apply(RequestDraft draft, Scope scope, Variables variables) {
            var form = new MultipartForm();
            parts.forEach(part -> part.value()
                    .value(scope, variables)
                    .ifPresent(value -> add(
                            part,
                            value,
                            text(part.filename(), scope, variables),
                            text(part.mediaType(), scope, variables),
                            form)));
            if (form.hasParts()) {
                draft.header("Content-Type", form.mediaType(mediaType));
                draft.body(new RequestBody(form.end()));
            }
        }

        private static Optional<String> text(Optional<Operand> operand, Scope scope, Variables variables) {
            return operand.flatMap(given -> given.value(scope, variables))
                    .map(Value::text)
                    .filter(text -> !text.isEmpty());
        }

        /** A file that came as one keeps its name and type unless the operation has others. */
        private static void add(
                Part part, Value value, Optional<String> filename, Optional<String> mediaType, MultipartForm form) {
            if (value instanceof Value.Uploads uploads) {
                uploads.files()
                        .forEach(upload -> form.file(
                                part.name(),
                                filename.orElse(upload.name().isEmpty() ? part.name() : upload.name()),
                                upload.bytes(),
                                mediaType.or(upload::mediaType).orElse(OCTETS)));
                return;
            }
            var texts = part.repeats() || value instanceof Value.Texts ? value.texts() : List.of(value.text());
            for (var text : texts) {
                add(part, text, filename, mediaType, form);
            }
        }

        private static void add(
                Part part, String text, Optional<String> filename, Optional<String> mediaType, MultipartForm form) {
            if (!part.file() && filename.isEmpty()) {
                var binary = BinaryText.of(
                        text, mediaType.filter(BinaryText::isBinary).isPresent());
                form.field(part.name(), mediaType.isPresent() ? binary.bytes() : text.getBytes(UTF_8), mediaType);
                return;
            }
            var binary = BinaryText.of(text, BinaryText.isBinary(mediaType.orElse(OCTETS)));
            form.file(
                    part.name(),
                    filename.orElse(part.name()),
                    binary.bytes(),
                    mediaType.or(binary::mediaType).orElse(OCTETS));
        }

        private static final String OCTETS = "application/octet-stream";
    }
}
