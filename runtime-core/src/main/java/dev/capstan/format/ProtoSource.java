package dev.capstan.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A {@code .proto} file as it is written; names are full, with their package. */
final class ProtoSource {
    final List<String> imports = new ArrayList<>();
    final Map<String, List<Field>> messages = new LinkedHashMap<>();
    final Map<String, Map<String, Integer>> enums = new LinkedHashMap<>();
    boolean isProto3;
    String packageName = "";

    /** How a field may be there. */
    enum Label {
        NONE,
        OPTIONAL,
        REPEATED,
        MAP
    }

    /**
     * A field.
     *
     * @param type as it is written; of a map that of its values
     * @param key the type of a map's keys, else empty
     * @param oneof which group of the message it is in; negative for none
     * @param where file, line and column, for messages
     */
    record Field(String name, int number, Label label, String key, String type, int oneof, String where) {}
}
