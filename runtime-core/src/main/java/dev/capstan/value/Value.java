package dev.capstan.value;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * One value of a call, kept as the caller gave it, so that digits, order and spaces survive. Arrays inside are shared,
 * not copied: nobody changes them after construction.
 */
public sealed interface Value {

    /** The value as plain text, for a path segment or a header. */
    String text();

    /** The values to repeat a query parameter with: the elements of a list, otherwise the value itself. */
    default List<String> texts() {
        return List.of(text());
    }

    /** The value as JSON text in UTF-8, for a field of a JSON body. */
    byte[] json();

    /** The value as a JSON tree. */
    default JsonNode tree() {
        return JsonText.tree(json());
    }

    /** Decoded text from a path, a query or a header. */
    record Text(String text) implements Value {
        @Override
        public byte[] json() {
            return JsonText.quote(text);
        }
    }

    /**
     * The values of one query parameter; at least one.
     *
     * @param type what each of them is where it is JSON
     */
    record Texts(List<String> texts, ValueType type) implements Value {
        public Texts {
            texts = List.copyOf(texts);
        }

        /** Values that are texts. */
        public Texts(List<String> texts) {
            this(texts, ValueType.STRING);
        }

        @Override
        public String text() {
            return String.join(",", texts);
        }

        @Override
        public byte[] json() {
            return texts.stream()
                    .map(text -> new String(type.value(text).json(), UTF_8))
                    .collect(Collectors.joining(",", "[", "]"))
                    .getBytes(UTF_8);
        }
    }

    /**
     * A JSON value as its own text: bytes {@code from} (inclusive) to {@code to} (exclusive) of {@code source}, which is
     * valid JSON in UTF-8.
     */
    record Json(JsonKind kind, byte[] source, int from, int to) implements Value {
        @Override
        public String text() {
            return kind == JsonKind.STRING ? JsonText.unquote(this) : raw();
        }

        @Override
        public List<String> texts() {
            return kind == JsonKind.ARRAY
                    ? JsonText.elements(this).stream()
                            .filter(element -> element.kind() != JsonKind.NULL)
                            .map(Json::text)
                            .toList()
                    : List.of(text());
        }

        @Override
        public byte[] json() {
            return java.util.Arrays.copyOfRange(source, from, to);
        }

        /** The value that a text stands for; empty when it is not JSON. */
        public static Optional<Json> of(String text) {
            try {
                return Optional.of(JsonText.check(text.getBytes(UTF_8)));
            } catch (JsonText.NotJson e) {
                return Optional.empty();
            }
        }

        /** The JSON text itself. */
        public String raw() {
            return new String(source, from, to - from, UTF_8);
        }
    }

    /** A JSON value of an answer, or of a part of one. */
    record Tree(JsonNode node) implements Value {
        @Override
        public JsonNode tree() {
            return node;
        }

        @Override
        public String text() {
            return node.isString() ? node.stringValue() : new String(json(), UTF_8);
        }

        @Override
        public List<String> texts() {
            return node.isArray()
                    ? node.valueStream()
                            .filter(element -> !element.isNull())
                            .map(element -> new Tree(element).text())
                            .toList()
                    : List.of(text());
        }

        @Override
        public byte[] json() {
            return JsonText.write(node);
        }
    }

    /**
     * A whole request body.
     *
     * @param mediaType the {@code Content-Type} it came with
     * @param encoding the {@code Content-Encoding} it came with, other than identity
     */
    record Content(byte[] bytes, Optional<String> mediaType, Optional<String> encoding) implements Value {
        @Override
        public String text() {
            return new String(bytes, UTF_8);
        }

        @Override
        public JsonNode tree() {
            return Json.of(text()).map(Value::tree).orElseGet(() -> JsonText.tree(json()));
        }

        /** A body is no member of another one: its bytes may be anything. */
        @Override
        public byte[] json() {
            return JsonText.quote(text());
        }
    }

    /** Files that came as parts of a form; at least one. */
    record Uploads(List<Upload> files) implements Value {
        public Uploads {
            files = List.copyOf(files);
        }

        /**
         * One file.
         *
         * @param name the file's, not the field's; may be empty
         */
        public record Upload(byte[] bytes, String name, Optional<String> mediaType) {
            String text() {
                return new String(bytes, UTF_8);
            }
        }

        @Override
        public String text() {
            return files.get(0).text();
        }

        @Override
        public List<String> texts() {
            return files.stream().map(Upload::text).toList();
        }

        @Override
        public byte[] json() {
            return JsonText.quote(files.size() == 1 ? text() : texts());
        }
    }

    /** Query parameters that no one declared, encoded, without the question mark. */
    record Query(String text) implements Value {
        @Override
        public byte[] json() {
            return JsonText.quote(text);
        }
    }
}
