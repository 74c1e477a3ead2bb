package dev.capstan.mcp;

import dev.capstan.flow.Input;
import dev.capstan.flow.Inputs;
import dev.capstan.flow.Location;
import dev.capstan.value.ValueType;
import java.util.LinkedHashMap;
import java.util.Map;

/** The JSON Schema of a tool's arguments: what is known of its inputs and nothing else. */
final class ToolSchema {
    private ToolSchema() {}

    static Map<String, Object> of(Inputs inputs) {
        var properties = new LinkedHashMap<String, Object>();
        inputs.list().forEach(input -> properties.put(input.name(), property(input)));
        var schema = new LinkedHashMap<String, Object>();
        schema.put("type", "object");
        schema.put("properties", properties);
        var required = inputs.list().stream()
                .filter(Input::required)
                .map(Input::name)
                .distinct()
                .toList();
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        schema.put("additionalProperties", false);
        return schema;
    }

    private static Map<String, Object> property(Input input) {
        var property = new LinkedHashMap<String, Object>();
        property.put("type", input.type().label());
        input.description().ifPresent(description -> property.put("description", description));
        if (input.type() == ValueType.ARRAY) {
            // Strict clients refuse a list without this.
            property.put("items", Map.of());
        }
        if (input.location() == Location.QUERY_ARGUMENT) {
            property.put("additionalProperties", true);
        }
        return property;
    }
}
