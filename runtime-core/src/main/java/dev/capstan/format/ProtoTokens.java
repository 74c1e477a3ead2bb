package dev.capstan.format;

/** The words of a {@code .proto} file (Protocol Buffers, "Language Specification", lexical elements). */
final class ProtoTokens {
    private final String file;
    private final String text;
    private int at;
    private int line = 1;
    private int lineStart;
    private Token current;

    /** A word, a number, a text without its quotes, or one sign; {@link Kind#END} after the last. */
    record Token(Kind kind, String text, int line, int column) {
        boolean is(String sign) {
            return (kind == Kind.WORD || kind == Kind.SIGN) && text.equals(sign);
        }
    }

    enum Kind {
        WORD,
        NUMBER,
        TEXT,
        SIGN,
        END
    }

    ProtoTokens(String file, String text) throws InvalidSchema {
        this.file = file;
        this.text = text;
        this.current = scan();
    }

    Token peek() {
        return current;
    }

    Token next() throws InvalidSchema {
        var token = current;
        current = scan();
        return token;
    }

    boolean isAtEnd() {
        return current.kind() == Kind.END;
    }

    /** Moves on if the next token is this one. */
    boolean accept(String sign) throws InvalidSchema {
        if (!current.is(sign)) {
            return false;
        }
        next();
        return true;
    }

    void expect(String sign) throws InvalidSchema {
        if (!accept(sign)) {
            throw wrong(current, "'" + sign + "' is expected here, " + found());
        }
    }

    String expect(Kind kind, String what) throws InvalidSchema {
        if (current.kind() != kind) {
            throw wrong(current, what + " is expected here, " + found());
        }
        return next().text();
    }

    /** A name with dots, perhaps with one before it. */
    String dotted() throws InvalidSchema {
        var name = new StringBuilder(accept(".") ? "." : "");
        name.append(expect(Kind.WORD, "a name"));
        while (accept(".")) {
            name.append('.').append(expect(Kind.WORD, "a name"));
        }
        return name.toString();
    }

    int number() throws InvalidSchema {
        var first = current;
        var sign = accept("-") ? "-" : "";
        var digits = expect(Kind.NUMBER, "a number");
        try {
            return Integer.decode(sign + digits);
        } catch (NumberFormatException e) {
            throw wrong(first, "'" + sign + digits + "' is not a number of 32 bits");
        }
    }

    /** Leaves out the rest of a statement, with what is in brackets in it: up to a semicolon or the end of a block. */
    void skipStatement() throws InvalidSchema {
        for (var depth = 0; !isAtEnd(); ) {
            var token = next();
            if (token.kind() != Kind.SIGN) {
                continue;
            }
            depth += "{[(".contains(token.text()) ? 1 : 0;
            depth -= "}])".contains(token.text()) ? 1 : 0;
            if (depth == 0 && (token.is(";") || token.is("}") && !current.is(";"))) {
                return;
            }
        }
        throw wrong(current, "the file ends in the middle of a statement");
    }

    /** Leaves out {@code [options]}, if they are next. */
    void skipOptions() throws InvalidSchema {
        if (!current.is("[")) {
            return;
        }
        for (var depth = 0; !isAtEnd(); ) {
            var token = next();
            depth += token.is("[") ? 1 : 0;
            depth -= token.is("]") ? 1 : 0;
            if (depth == 0) {
                return;
            }
        }
        throw wrong(current, "the file ends in the middle of options");
    }

    InvalidSchema wrong(Token token, String why) {
        return new InvalidSchema(file + ":" + token.line() + ":" + token.column() + ": " + why);
    }

    private String found() {
        return current.kind() == Kind.END ? "but the file ends" : "not '" + current.text() + "'";
    }

    private Token scan() throws InvalidSchema {
        skipBlanks();
        if (at >= text.length()) {
            return token(Kind.END, "");
        }
        var first = text.charAt(at);
        if (first == '"' || first == '\'') {
            return quoted(first);
        }
        if (isWord(first) || first == '.' && isDigit(at + 1)) {
            return word(Character.isDigit(first) || first == '.');
        }
        var sign = token(Kind.SIGN, String.valueOf(first));
        at++;
        return sign;
    }

    private Token word(boolean isNumber) {
        var end = at + 1;
        while (end < text.length() && (isWord(text.charAt(end)) || isNumber && text.charAt(end) == '.')) {
            end++;
        }
        var word = token(isNumber ? Kind.NUMBER : Kind.WORD, text.substring(at, end));
        at = end;
        return word;
    }

    private Token quoted(char quote) throws InvalidSchema {
        var start = at;
        for (var end = at + 1; end < text.length() && text.charAt(end) != '\n'; end++) {
            if (text.charAt(end) == '\\') {
                end++;
            } else if (text.charAt(end) == quote) {
                var token = token(Kind.TEXT, text.substring(start + 1, end));
                at = end + 1;
                return token;
            }
        }
        throw wrong(token(Kind.TEXT, ""), "this text is never closed");
    }

    private void skipBlanks() throws InvalidSchema {
        while (at < text.length()) {
            if (text.charAt(at) <= ' ') {
                step();
            } else if (text.startsWith("//", at)) {
                skipTo("\n");
            } else if (text.startsWith("/*", at)) {
                var open = token(Kind.SIGN, "/*");
                at += 2;
                if (!skipTo("*/")) {
                    throw wrong(open, "this comment is never closed");
                }
                at += 2;
            } else {
                return;
            }
        }
    }

    /** Stands before the end afterwards; if there is none, behind everything, and says false. */
    private boolean skipTo(String end) {
        var found = text.indexOf(end, at);
        var to = found < 0 ? text.length() : found;
        while (at < to) {
            step();
        }
        return found >= 0;
    }

    private void step() {
        if (text.charAt(at) == '\n') {
            line++;
            lineStart = at + 1;
        }
        at++;
    }

    private Token token(Kind kind, String word) {
        return new Token(kind, word, line, at - lineStart + 1);
    }

    private boolean isDigit(int place) {
        return place < text.length() && Character.isDigit(text.charAt(place));
    }

    private static boolean isWord(char letter) {
        return letter == '_' || letter < 128 && Character.isLetterOrDigit(letter);
    }
}
