package dev.capstan.format;

import com.squareup.wire.schema.CoreLoader;
import com.squareup.wire.schema.CoreLoaderKt;
import com.squareup.wire.schema.EnumType;
import com.squareup.wire.schema.ErrorCollector;
import com.squareup.wire.schema.Field;
import com.squareup.wire.schema.Linker;
import com.squareup.wire.schema.Loader;
import com.squareup.wire.schema.Location;
import com.squareup.wire.schema.MessageType;
import com.squareup.wire.schema.ProtoFile;
import com.squareup.wire.schema.Schema;
import com.squareup.wire.schema.internal.parser.ProtoParser;
import dev.capstan.format.ProtoField.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads a {@code .proto} file and what it imports, and makes of its first message what reads answers. */
final class ProtoSchema {
    private final Schema schema;
    private final Map<String, ProtoMessage> messages = new HashMap<>();

    private ProtoSchema(Schema schema) {
        this.schema = schema;
    }

    /** The first message of the file. */
    static ProtoMessage first(SchemaFiles.Found file, SchemaFiles files) throws InvalidSchema {
        var own = new Files(file, files).parse(file);
        for (var type : own.getTypes()) {
            if (type instanceof MessageType first) {
                return new ProtoSchema(link(file, own, files)).message(first);
            }
        }
        throw new InvalidSchema("'" + file.name() + "' has no message");
    }

    private static Schema link(SchemaFiles.Found file, ProtoFile own, SchemaFiles files) throws InvalidSchema {
        var errors = new ErrorCollector();
        try {
            return new Linker(new Files(file, files), errors, true, true).link(List.of(own));
        } catch (Files.Refused e) {
            throw e.reason;
        } catch (RuntimeException e) {
            throw new InvalidSchema("'" + file.name() + "' is not a Protobuf schema: " + words(errors.getErrors()));
        }
    }

    /** In one line; each of the mistakes says where it is. */
    private static String words(List<String> mistakes) {
        if (mistakes.isEmpty()) {
            return "it cannot be read";
        }
        return mistakes.stream()
                .map(mistake -> mistake.strip().replaceAll("\\s+", " "))
                .collect(Collectors.joining("; "));
    }

    private ProtoMessage message(MessageType type) {
        var known = messages.get(type.getType().toString());
        if (known != null) {
            return known;
        }
        var message = new ProtoMessage();
        // Before its fields, since they may use it.
        messages.put(type.getType().toString(), message);
        type.getDeclaredFields().forEach(field -> message.add(field(field, -1)));
        for (var i = 0; i < type.getOneOfs().size(); i++) {
            for (var field : type.getOneOfs().get(i).getFields()) {
                message.add(field(field, i));
            }
        }
        return message;
    }

    private ProtoField field(Field field, int oneof) {
        var type = field.getType();
        if (type.isMap()) {
            var entry = ProtoMessage.entry(type(type.getKeyType()), type(type.getValueType()));
            return new ProtoField(field.getName(), field.getTag(), entry, Kind.MAP, oneof);
        }
        return new ProtoField(field.getName(), field.getTag(), type(type), kind(field), oneof);
    }

    private Kind kind(Field field) {
        if (field.isRepeated()) {
            return Kind.REPEATED;
        }
        var isMessage = schema.getType(field.getType()) instanceof MessageType;
        return field.getEncodeMode() == Field.EncodeMode.OMIT_IDENTITY && !isMessage ? Kind.IMPLICIT : Kind.EXPLICIT;
    }

    private ProtoType type(com.squareup.wire.schema.ProtoType type) {
        if (type.isScalar()) {
            return ProtoType.Scalar.named(type.getSimpleName());
        }
        return schema.getType(type) instanceof EnumType choice
                ? ProtoType.Choice.of(choice.getConstants())
                : message((MessageType) schema.getType(type));
    }

    /** The files that are imported: those of Protobuf itself come with the library, the others are beside the first. */
    private static final class Files implements Loader {
        private static final int MAX_FILES = 100;

        /** The parser goes into each bracket with its stack. */
        private static final int MAX_BRACKETS = 100;

        private final SchemaFiles.Found first;
        private final SchemaFiles files;
        private int opened;

        private Files(SchemaFiles.Found first, SchemaFiles files) {
            this.first = first;
            this.files = files;
        }

        /** Carries the reason through the library. */
        private static final class Refused extends RuntimeException {
            private static final long serialVersionUID = 1L;
            private final InvalidSchema reason;

            private Refused(InvalidSchema reason) {
                super(reason);
                this.reason = reason;
            }
        }

        @Override
        public Loader withErrors(ErrorCollector errors) {
            return this;
        }

        @Override
        public ProtoFile load(String path) {
            if (CoreLoaderKt.isWireRuntimeProto(path)) {
                return CoreLoader.INSTANCE.load(path);
            }
            try {
                if (++opened == MAX_FILES) {
                    throw new InvalidSchema("'" + first.name() + "' imports more than " + MAX_FILES + " files");
                }
                return parse(files.findBeside(first, path));
            } catch (SchemaFiles.NotThere e) {
                throw new Refused(
                        new InvalidSchema("'" + first.name() + "' imports what cannot be read: " + e.getMessage()));
            } catch (InvalidSchema e) {
                throw new Refused(e);
            }
        }

        private ProtoFile parse(SchemaFiles.Found file) throws InvalidSchema {
            requireShallow(file);
            try {
                return ProtoFile.Companion.get(ProtoParser.Companion.parse(Location.get(file.name()), file.text()));
            } catch (RuntimeException e) {
                throw new InvalidSchema(String.valueOf(e.getMessage()).replace("Syntax error in ", ""));
            }
        }

        private static void requireShallow(SchemaFiles.Found file) throws InvalidSchema {
            var depth = 0;
            for (var i = 0; i < file.text().length(); i++) {
                var letter = file.text().charAt(i);
                depth += "{[(<".indexOf(letter) >= 0 ? 1 : 0;
                depth = "}])>".indexOf(letter) >= 0 ? Math.max(0, depth - 1) : depth;
                if (depth > MAX_BRACKETS) {
                    throw new InvalidSchema("'" + file.name() + "' is nested deeper than " + MAX_BRACKETS + " levels");
                }
            }
        }
    }
}
