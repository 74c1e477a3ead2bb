package dev.capstan.bind;

import dev.capstan.value.JsonText;
import dev.capstan.value.Value;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Reads files of keys and values: YAML, properties, env files, and everything else as JSON. Values become text: a number
 * keeps its digits, a list or a mapping is compact JSON, and null is no value.
 */
final class KeyValues {
    private KeyValues() {}

    /**
     * @param name of the file; how it ends tells the form
     * @throws IOException when it has another form; the message tells where, and nothing of what stands there
     */
    static Map<String, String> read(String name, byte[] bytes) throws IOException {
        var lower = name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".yaml") || lower.endsWith(".yml")) {
            return YamlValues.read(text(bytes));
        }
        if (lower.endsWith(".properties")) {
            return properties(text(bytes));
        }
        return lower.endsWith(".env") ? EnvFile.parse(text(bytes).lines().toList()) : json(bytes);
    }

    private static String text(byte[] bytes) throws Unusable {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Unusable("it is not in UTF-8");
        }
    }

    private static Map<String, String> properties(String text) throws IOException {
        var properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IllegalArgumentException e) {
            throw new Unusable("it has a \\u without four digits behind it");
        }
        var values = new HashMap<String, String>();
        properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
        return values;
    }

    private static Map<String, String> json(byte[] bytes) throws Unusable {
        try {
            var members = JsonText.members(bytes)
                    .orElseThrow(() -> new Unusable("it is JSON, but not an object of keys and values"));
            var values = new HashMap<String, String>();
            members.forEach((key, value) -> text(value).ifPresent(text -> values.put(key, text)));
            return values;
        } catch (JsonText.NotJson e) {
            throw new Unusable("it is not valid JSON: " + e.getMessage());
        }
    }

    private static Optional<String> text(Value.Json value) {
        return switch (value.kind()) {
            case NULL -> Optional.empty();
            case OBJECT, ARRAY -> Optional.of(compact(value.text()));
            case STRING, NUMBER, BOOLEAN -> Optional.of(value.text());
        };
    }

    /** JSON without the blanks between its tokens. */
    static String compact(String json) {
        var compact = new StringBuilder(json.length());
        var inString = false;
        for (var i = 0; i < json.length(); i++) {
            var c = json.charAt(i);
            if (c == '\\' && inString) {
                compact.append(c).append(json.charAt(++i));
                continue;
            }
            inString ^= c == '"';
            if (inString || c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                compact.append(c);
            }
        }
        return compact.toString();
    }
}
