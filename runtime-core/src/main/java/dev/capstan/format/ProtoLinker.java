package dev.capstan.format;

import dev.capstan.format.ProtoField.Kind;
import dev.capstan.format.ProtoSource.Field;
import dev.capstan.format.ProtoSource.Label;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a {@code .proto} file and what it imports, and finds the types of all fields. */
final class ProtoLinker {
    private static final int MAX_FILES = 100;
    private static final String GOOGLE = "google/protobuf/";

    private final SchemaFiles files;
    private final Map<String, ProtoType> types = new HashMap<>();
    private final Map<String, ProtoSource> sources = new LinkedHashMap<>();

    ProtoLinker(SchemaFiles files) {
        this.files = files;
    }

    /** The first message of the file. */
    ProtoMessage first(SchemaFiles.Found file) throws InvalidSchema {
        load(file);
        for (var source : sources.values()) {
            declare(source);
        }
        for (var source : sources.values()) {
            link(source);
        }
        var own = sources.values().iterator().next();
        var first = own.messages.keySet().stream().findFirst();
        if (first.isEmpty()) {
            throw new InvalidSchema("'" + file.name() + "' has no message");
        }
        return (ProtoMessage) type(first.get()).orElseThrow();
    }

    private void load(SchemaFiles.Found first) throws InvalidSchema {
        var open = new ArrayDeque<SchemaFiles.Found>();
        open.add(first);
        while (!open.isEmpty()) {
            var file = open.remove();
            if (sources.containsKey(file.path().toString())) {
                continue;
            }
            if (sources.size() == MAX_FILES) {
                throw new InvalidSchema("'" + first.name() + "' imports more than " + MAX_FILES + " files");
            }
            var source = ProtoParser.parse(file.name(), file.text());
            sources.put(file.path().toString(), source);
            for (var name : source.imports) {
                imported(file, name).ifPresent(open::add);
            }
        }
    }

    /** Empty for a file of Google's that is known here. */
    private Optional<SchemaFiles.Found> imported(SchemaFiles.Found from, String name) throws InvalidSchema {
        if (name.startsWith(GOOGLE)) {
            if (!sources.containsKey(GOOGLE)) {
                sources.put(GOOGLE, ProtoParser.parse(GOOGLE, WellKnownProto.TEXT));
            }
            return Optional.empty();
        }
        try {
            return Optional.of(files.findBeside(from, name));
        } catch (SchemaFiles.NotThere e) {
            throw new InvalidSchema("'" + from.name() + "' imports what cannot be read: " + e.getMessage());
        }
    }

    private void declare(ProtoSource source) {
        source.messages.keySet().forEach(name -> types.put(name, new ProtoMessage()));
        source.enums.forEach((name, values) -> types.put(name, ProtoType.Choice.of(values)));
    }

    private void link(ProtoSource source) throws InvalidSchema {
        for (var message : source.messages.entrySet()) {
            Set<String> names = new HashSet<>();
            Set<Integer> numbers = new HashSet<>();
            for (var field : message.getValue()) {
                if (!names.add(field.name()) || !numbers.add(field.number())) {
                    throw new InvalidSchema(
                            field.where() + ": there are two fields with this name or number in " + message.getKey());
                }
                ((ProtoMessage) type(message.getKey()).orElseThrow())
                        .add(linked(field, message.getKey(), source.isProto3));
            }
        }
    }

    private ProtoField linked(Field field, String scope, boolean isProto3) throws InvalidSchema {
        var type = resolve(field.type(), scope, field);
        if (field.label() == Label.MAP) {
            var entry = ProtoMessage.entry(resolve(field.key(), scope, field), type);
            return new ProtoField(field.name(), field.number(), entry, Kind.MAP, -1);
        }
        return new ProtoField(field.name(), field.number(), type, kind(field, type, isProto3), field.oneof());
    }

    private static Kind kind(Field field, ProtoType type, boolean isProto3) {
        if (field.label() == Label.REPEATED) {
            return Kind.REPEATED;
        }
        var isImplicit =
                isProto3 && field.label() == Label.NONE && field.oneof() < 0 && !(type instanceof ProtoMessage);
        return isImplicit ? Kind.IMPLICIT : Kind.EXPLICIT;
    }

    /** A name means the innermost type of this name, from the message that uses it outwards. */
    private ProtoType resolve(String name, String scope, Field field) throws InvalidSchema {
        var scalar = ProtoType.Scalar.named(name);
        if (scalar.isPresent()) {
            return scalar.get();
        }
        if (name.startsWith(".")) {
            return type(name.substring(1)).orElseThrow(() -> unknown(name, field));
        }
        for (var around = scope; !around.isEmpty(); around = outer(around)) {
            var type = type(around + "." + name);
            if (type.isPresent()) {
                return type.get();
            }
        }
        return type(name).orElseThrow(() -> unknown(name, field));
    }

    private Optional<ProtoType> type(String name) {
        return Optional.ofNullable(types.get(name));
    }

    private static String outer(String scope) {
        var dot = scope.lastIndexOf('.');
        return dot < 0 ? "" : scope.substring(0, dot);
    }

    private static InvalidSchema unknown(String name, Field field) {
        return new InvalidSchema(field.where() + ": there is no type '" + name + "'");
    }
}
