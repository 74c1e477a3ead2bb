package dev.capstan.compile;

import dev.capstan.upstream.Escape;
import java.util.ArrayList;
import java.util.List;

/** How values are escaped in a text, by where in it they stand. Told once, when the file is loaded. */
sealed interface TextSyntax {
    /** For each piece how it is written; what is no reference is written as it is. */
    List<Escape> escapes(List<VariableScope.Piece> pieces);

    static TextSyntax of(BodyFormat.Kind kind) {
        return switch (kind) {
            case XML -> new Xml();
            case SPARQL -> new Sparql();
            case JSON, TEXT, YAML, FORM, MULTIPART, BINARY -> new Plain();
        };
    }

    /** Text in which everything may stand everywhere. */
    record Plain() implements TextSyntax {
        @Override
        public List<Escape> escapes(List<VariableScope.Piece> pieces) {
            return pieces.stream().map(piece -> Escape.NONE).toList();
        }
    }

    /** XML 1.0. */
    record Xml() implements TextSyntax {
        @Override
        public List<Escape> escapes(List<VariableScope.Piece> pieces) {
            var escapes = new ArrayList<Escape>();
            var close = "";
            for (var piece : pieces) {
                escapes.add(piece.isReference() ? escape(close) : Escape.NONE);
                close = piece.isReference() ? close : after(piece.text(), close);
            }
            return escapes;
        }

        /** @param close what ends the construct in which the value stands; empty in the content of an element */
        private static Escape escape(String close) {
            return switch (close) {
                case "-->" -> Escape.XML_COMMENT;
                case "]]>" -> Escape.XML_CDATA;
                case ">", "?>" -> Escape.XML_NAME;
                default -> Escape.XML;
            };
        }

        private static String after(String text, String before) {
            var close = before;
            for (var i = 0; i < text.length(); ) {
                var opened = opened(text, i, close);
                if (!close.isEmpty() && text.startsWith(close, i)) {
                    i += close.length();
                    close = close.equals("\"") || close.equals("'") ? ">" : "";
                } else {
                    i += 1;
                    close = opened;
                }
            }
            return close;
        }

        private static String opened(String text, int at, String close) {
            var c = text.charAt(at);
            if (close.equals(">") && (c == '"' || c == '\'')) {
                return String.valueOf(c);
            }
            if (!close.isEmpty() || c != '<') {
                return close;
            }
            return text.startsWith("<!--", at)
                    ? "-->"
                    : text.startsWith("<![CDATA[", at) ? "]]>" : text.startsWith("<?", at) ? "?>" : ">";
        }
    }

    /** SPARQL 1.1, section 19. */
    record Sparql() implements TextSyntax {
        private static final List<String> QUOTES = List.of("\"\"\"", "'''", "\"", "'");

        @Override
        public List<Escape> escapes(List<VariableScope.Piece> pieces) {
            var escapes = new ArrayList<Escape>();
            var close = "";
            for (var piece : pieces) {
                escapes.add(piece.isReference() ? escape(close) : Escape.NONE);
                close = piece.isReference() ? close : after(piece.text(), close);
            }
            return escapes;
        }

        private static Escape escape(String close) {
            return switch (close) {
                case "", "\n" -> Escape.SPARQL_TOKEN;
                case ">" -> Escape.SPARQL_IRI;
                default -> Escape.SPARQL_STRING;
            };
        }

        private static String after(String text, String before) {
            var close = before;
            for (var i = 0; i < text.length(); ) {
                if (close.isEmpty()) {
                    close = opened(text, i);
                    i += Math.max(1, QUOTES.contains(close) ? close.length() : 1);
                } else if (text.startsWith(close, i)) {
                    i += close.length();
                    close = "";
                } else {
                    i += text.charAt(i) == '\\' ? 2 : 1;
                }
            }
            return close;
        }

        private static String opened(String text, int at) {
            var c = text.charAt(at);
            if (c == '#') {
                return "\n";
            }
            if (c == '<') {
                return opensIri(text, at + 1) ? ">" : "";
            }
            return QUOTES.stream()
                    .filter(quote -> text.startsWith(quote, at))
                    .findFirst()
                    .orElse("");
        }

        /** A "less than" is not followed by a name that ends in an angle bracket, or that a value goes on with. */
        private static boolean opensIri(String text, int from) {
            for (var i = from; i < text.length(); i++) {
                var c = text.charAt(i);
                if (c == '>') {
                    return true;
                }
                if (c <= ' ' || "<\"{}|^`\\=".indexOf(c) >= 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
