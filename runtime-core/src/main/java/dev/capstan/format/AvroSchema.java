package dev.capstan.format;

import dev.capstan.format.AnswerFormat.Unreadable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Reads an Avro schema (specification 1.12, "Schema Declaration"). Defaults, aliases and documentation mean nothing here. */
final class AvroSchema {
    private static final int MAX_SCALE = 1000;

    private final Map<String, AvroType.Named> named = new HashMap<>();

    private AvroSchema() {}

    /** @throws InvalidSchema with a reason that goes on after "is not an Avro schema: " */
    static AvroType read(String json) throws InvalidSchema {
        try {
            return new AvroSchema().type(JsonAnswers.read(json), "");
        } catch (Unreadable e) {
            throw new InvalidSchema("it is not valid JSON: " + e.reason());
        }
    }

    /** @param namespace of what is around it, empty for none */
    private AvroType type(JsonNode schema, String namespace) throws InvalidSchema {
        if (schema.isString()) {
            return byName(schema.asString(), namespace);
        }
        if (schema.isArray()) {
            return new AvroType.Union(types(schema, namespace));
        }
        if (!schema.isObject()) {
            throw new InvalidSchema("a type is a name, a list or an object, not " + schema);
        }
        var type = schema.path("type");
        return type.isString() ? declared(type.asString(), schema, namespace) : type(type, namespace);
    }

    private AvroType byName(String name, String namespace) throws InvalidSchema {
        var primitive = AvroType.PRIMITIVES.get(name);
        if (primitive != null) {
            return primitive;
        }
        var here = named.get(fullName(name, namespace));
        var found = here == null ? named.get(name) : here;
        if (found == null) {
            throw new InvalidSchema("there is no type '" + name + "' before it is used");
        }
        return found;
    }

    private List<AvroType> types(JsonNode schemas, String namespace) throws InvalidSchema {
        var types = new ArrayList<AvroType>();
        for (var schema : schemas) {
            types.add(type(schema, namespace));
        }
        return types;
    }

    private AvroType declared(String type, JsonNode schema, String namespace) throws InvalidSchema {
        return switch (type) {
            case "record", "error" -> record(schema, namespace);
            case "enum" -> define(schema, namespace, new AvroType.Choice(symbols(schema)));
            case "fixed" -> define(schema, namespace, fixed(schema));
            case "array" -> new AvroType.Items(type(require(schema, "items"), namespace));
            case "map" -> new AvroType.Entries(type(require(schema, "values"), namespace));
            case "bytes" -> isDecimal(schema) ? new AvroType.Decimal(-1, scale(schema)) : AvroType.Primitive.BYTES;
            default -> byName(type, namespace);
        };
    }

    /** Its name is known before its fields, since they may use it. */
    private AvroType record(JsonNode schema, String namespace) throws InvalidSchema {
        var name = name(schema, namespace);
        var record = declare(name);
        var inner = name.contains(".") ? name.substring(0, name.lastIndexOf('.')) : "";
        var fields = new ArrayList<AvroType.Field>();
        var names = new HashSet<String>();
        for (var field : require(schema, "fields")) {
            var fieldName = text(field, "name");
            if (!names.add(fieldName)) {
                throw new InvalidSchema("the record '" + name + "' has two fields '" + fieldName + "'");
            }
            fields.add(new AvroType.Field(fieldName, type(require(field, "type"), inner)));
        }
        record.define(new AvroType.Structure(fields));
        return record;
    }

    private AvroType define(JsonNode schema, String namespace, AvroType type) throws InvalidSchema {
        declare(name(schema, namespace)).define(type);
        return type;
    }

    private AvroType.Named declare(String name) throws InvalidSchema {
        var declared = new AvroType.Named();
        if (named.putIfAbsent(name, declared) != null) {
            throw new InvalidSchema("the type '" + name + "' is declared twice");
        }
        return declared;
    }

    private static List<String> symbols(JsonNode schema) throws InvalidSchema {
        var symbols = new ArrayList<String>();
        for (var symbol : require(schema, "symbols")) {
            symbols.add(symbol.asString());
        }
        return symbols;
    }

    private static AvroType fixed(JsonNode schema) throws InvalidSchema {
        var size = require(schema, "size");
        if (!size.isInt() || size.intValue() < 0) {
            throw new InvalidSchema("the size of a fixed type is a number of bytes");
        }
        return isDecimal(schema)
                ? new AvroType.Decimal(size.intValue(), scale(schema))
                : new AvroType.Fixed(size.intValue());
    }

    private static boolean isDecimal(JsonNode schema) {
        var logical = schema.path("logicalType");
        return logical.isString() && logical.asString().equals("decimal");
    }

    private static int scale(JsonNode schema) throws InvalidSchema {
        var scale = schema.path("scale");
        if (scale.isMissingNode()) {
            return 0;
        }
        if (!scale.isInt() || scale.intValue() < 0 || scale.intValue() > MAX_SCALE) {
            throw new InvalidSchema("the scale of a decimal is a number from 0 to " + MAX_SCALE);
        }
        return scale.intValue();
    }

    private static String name(JsonNode schema, String around) throws InvalidSchema {
        var own = schema.path("namespace");
        return fullName(text(schema, "name"), own.isString() ? own.asString() : around);
    }

    private static String fullName(String name, String namespace) {
        return name.contains(".") || namespace.isEmpty() ? name : namespace + "." + name;
    }

    private static String text(JsonNode schema, String key) throws InvalidSchema {
        var text = require(schema, key);
        if (!text.isString()) {
            throw new InvalidSchema("'" + key + "' is a text");
        }
        return text.asString();
    }

    private static JsonNode require(JsonNode schema, String key) throws InvalidSchema {
        var value = schema.get(key);
        if (value == null) {
            throw new InvalidSchema("the key '" + key + "' is missing");
        }
        return value;
    }
}
