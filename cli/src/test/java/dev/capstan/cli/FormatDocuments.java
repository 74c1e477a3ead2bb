package dev.capstan.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** YAML as maps with texts as keys, lists and scalars, which can be changed and written again. */
final class FormatDocuments {
    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setAllowDuplicateKeys(true)
            .setCodePointLimit(10_000_000)
            .build();

    private FormatDocuments() {}

    /** The documents of a text; empty when it is not valid YAML. */
    static List<Object> read(String yaml) {
        var documents = new ArrayList<>();
        try {
            new Load(SETTINGS).loadAllFromString(yaml).forEach(document -> documents.add(copy(document)));
            return documents;
        } catch (YamlEngineException | StackOverflowError e) {
            return List.of();
        }
    }

    /** A copy that shares nothing with the original. */
    static Object copy(Object value) {
        if (value instanceof Map<?, ?> map) {
            var copy = new LinkedHashMap<String, Object>();
            map.forEach((key, each) -> copy.put(String.valueOf(key), copy(each)));
            return copy;
        }
        return value instanceof List<?> list
                ? new ArrayList<>(list.stream()
                        .map(each -> Optional.ofNullable(copy(each)).orElse(""))
                        .toList())
                : value;
    }

    static void rename(Map<String, Object> mapping, String key, String other) {
        var entries = new LinkedHashMap<>(mapping);
        mapping.clear();
        entries.forEach((each, value) -> mapping.put(each.equals(key) ? other : each, value));
    }

    /** As JSON, which is YAML. */
    static String write(Object document) {
        return TestServer.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document);
    }
}
