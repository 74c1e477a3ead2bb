package dev.capstan.format;

import dev.capstan.format.ProtoSource.Field;
import dev.capstan.format.ProtoSource.Label;
import dev.capstan.format.ProtoTokens.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Reads {@code .proto} files of proto2, proto3 and editions: messages, enums and imports. Options, services, extensions and
 * reserved names mean nothing for reading and are left out.
 */
final class ProtoParser {
    private static final int MAX_DEPTH = 100;
    private static final int MAX_NUMBER = (1 << 29) - 1;

    private final String file;
    private final ProtoTokens tokens;
    private final ProtoSource source = new ProtoSource();
    private int depth;

    private ProtoParser(String file, String text) throws InvalidSchema {
        this.file = file;
        this.tokens = new ProtoTokens(file, text);
    }

    /** @throws InvalidSchema with file, line and column */
    static ProtoSource parse(String file, String text) throws InvalidSchema {
        return new ProtoParser(file, text).file();
    }

    private ProtoSource file() throws InvalidSchema {
        while (!tokens.isAtEnd()) {
            topLevel();
        }
        return source;
    }

    private void topLevel() throws InvalidSchema {
        var word = tokens.next();
        if (word.is(";")) {
            return;
        }
        switch (word.kind() == Kind.WORD ? word.text() : "") {
            case "syntax" -> {
                tokens.expect("=");
                source.isProto3 =
                        tokens.expect(Kind.TEXT, "a version in quotes").equals("proto3");
                tokens.expect(";");
            }
            case "package" -> {
                source.packageName = tokens.dotted();
                tokens.expect(";");
            }
            case "import" -> importFile();
            case "message" -> message(source.packageName);
            case "enum" -> choice(source.packageName);
            case "edition", "option", "service", "extend" -> tokens.skipStatement();
            default ->
                throw tokens.wrong(word, "'" + word.text() + "' begins nothing known, such as message, enum or import");
        }
    }

    private void importFile() throws InvalidSchema {
        if (!tokens.accept("public") && !tokens.accept("weak")) {
            tokens.accept("option");
        }
        source.imports.add(tokens.expect(Kind.TEXT, "a file in quotes"));
        tokens.expect(";");
    }

    private void message(String scope) throws InvalidSchema {
        var at = tokens.peek();
        var name = inside(scope, tokens.expect(Kind.WORD, "the name of a message"));
        if (++depth > MAX_DEPTH) {
            throw tokens.wrong(at, "messages are nested deeper than " + MAX_DEPTH + " levels");
        }
        var fields = new ArrayList<Field>();
        if (source.messages.putIfAbsent(name, fields) != null) {
            throw tokens.wrong(at, "there are two messages '" + name + "'");
        }
        tokens.expect("{");
        for (var oneofs = 0; !tokens.accept("}"); ) {
            oneofs += member(name, fields, oneofs);
        }
        depth--;
    }

    /** One statement of a message. Returns how many groups of fields it was. */
    private int member(String scope, List<Field> fields, int oneofs) throws InvalidSchema {
        if (tokens.accept(";")) {
            return 0;
        }
        switch (tokens.peek().kind() == Kind.WORD ? tokens.peek().text() : "") {
            case "message" -> {
                tokens.next();
                message(scope);
            }
            case "enum" -> {
                tokens.next();
                choice(scope);
            }
            case "oneof" -> {
                tokens.next();
                oneof(fields, oneofs);
                return 1;
            }
            case "option", "extensions", "reserved", "extend" -> tokens.skipStatement();
            default -> field(fields, -1);
        }
        return 0;
    }

    private void oneof(List<Field> fields, int group) throws InvalidSchema {
        tokens.expect(Kind.WORD, "the name of a oneof");
        tokens.expect("{");
        while (!tokens.accept("}")) {
            if (tokens.peek().is("option")) {
                tokens.skipStatement();
            } else if (!tokens.accept(";")) {
                field(fields, group);
            }
        }
    }

    private void field(List<Field> fields, int oneof) throws InvalidSchema {
        var at = tokens.peek();
        var label = label();
        var type = tokens.dotted();
        if (type.equals("group")) {
            throw tokens.wrong(at, "groups are not read; make it a message");
        }
        var key = "";
        if (type.equals("map") && tokens.accept("<")) {
            label = Label.MAP;
            key = tokens.dotted();
            tokens.expect(",");
            type = tokens.dotted();
            tokens.expect(">");
        }
        var name = tokens.expect(Kind.WORD, "the name of a field");
        tokens.expect("=");
        var number = number();
        tokens.skipOptions();
        tokens.expect(";");
        fields.add(new Field(name, number, label, key, type, oneof, file + ":" + at.line() + ":" + at.column()));
    }

    private int number() throws InvalidSchema {
        var at = tokens.peek();
        var number = tokens.number();
        if (number < 1 || number > MAX_NUMBER) {
            throw tokens.wrong(at, "the number of a field is from 1 to " + MAX_NUMBER);
        }
        return number;
    }

    private Label label() throws InvalidSchema {
        if (tokens.accept("repeated")) {
            return Label.REPEATED;
        }
        return tokens.accept("optional") || tokens.accept("required") ? Label.OPTIONAL : Label.NONE;
    }

    private void choice(String scope) throws InvalidSchema {
        var name = inside(scope, tokens.expect(Kind.WORD, "the name of an enum"));
        var values = new LinkedHashMap<String, Integer>();
        source.enums.put(name, values);
        tokens.expect("{");
        while (!tokens.accept("}")) {
            if (tokens.peek().is("option") || tokens.peek().is("reserved")) {
                tokens.skipStatement();
            } else if (!tokens.accept(";")) {
                var value = tokens.expect(Kind.WORD, "the name of a value");
                tokens.expect("=");
                values.put(value, tokens.number());
                tokens.skipOptions();
                tokens.expect(";");
            }
        }
    }

    private static String inside(String scope, String name) {
        return scope.isEmpty() ? name : scope + "." + name;
    }
}
