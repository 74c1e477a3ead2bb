package dev.capstan.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.value.PercentCoding;
import java.util.Optional;
import java.util.function.IntPredicate;

/** How a value must be written where it stands in a text of the file, so that it stays one value there. */
public enum Escape {
    /** As it is. */
    NONE("") {
        @Override
        Optional<String> write(String value) {
            return Optional.of(value);
        }
    },

    /** Content of an XML element or value of an attribute (XML 1.0, sections 2.4 and 3.3.3). */
    XML("has a character that XML cannot carry") {
        @Override
        Optional<String> write(String value) {
            if (!value.codePoints().allMatch(Escape::isXml)) {
                return Optional.empty();
            }
            var escaped = new StringBuilder(value.length() + 16);
            for (var i = 0; i < value.length(); i++) {
                switch (value.charAt(i)) {
                    case '&' -> escaped.append("&amp;");
                    case '<' -> escaped.append("&lt;");
                    case '>' -> escaped.append("&gt;");
                    case '"' -> escaped.append("&quot;");
                    case '\'' -> escaped.append("&apos;");
                    // A reader would make a line feed of it (section 2.11).
                    case '\r' -> escaped.append("&#13;");
                    default -> escaped.append(value.charAt(i));
                }
            }
            return Optional.of(escaped.toString());
        }
    },

    /** Part of the name of an XML element or attribute. */
    XML_NAME("must be a name of letters, digits, '_', '-', '.' and ':', since it stands in an XML tag") {
        @Override
        Optional<String> write(String value) {
            return only(value, c -> isLetterOrDigit(c) || "_-.:".indexOf(c) >= 0);
        }
    },

    /** In an XML comment, where nothing can be escaped. */
    XML_COMMENT("must not contain '--' or end in '-', since it stands in an XML comment") {
        @Override
        Optional<String> write(String value) {
            return value.contains("--")
                            || value.endsWith("-")
                            || !value.codePoints().allMatch(Escape::isXml)
                    ? Optional.empty()
                    : Optional.of(value);
        }
    },

    /** In a CDATA section, of which only the end must not be written (XML 1.0, section 2.7). */
    XML_CDATA("has a character that XML cannot carry") {
        @Override
        Optional<String> write(String value) {
            return value.codePoints().allMatch(Escape::isXml)
                    ? Optional.of(value.replace("]]>", "]]]]><![CDATA[>"))
                    : Optional.empty();
        }
    },

    /** Between quotes in SPARQL (SPARQL 1.1, section 19.7 and rule ECHAR). */
    SPARQL_STRING("") {
        @Override
        Optional<String> write(String value) {
            return Optional.of(value.replace("\\", "\\\\")
                    .replace("\"", "\\\"")
                    .replace("'", "\\'")
                    .replace("\n", "\\n")
                    .replace("\r", "\\r"));
        }
    },

    /** Between angle brackets in SPARQL (rule IRIREF). */
    SPARQL_IRI("") {
        @Override
        Optional<String> write(String value) {
            var iri = new StringBuilder(value.length() + 16);
            value.codePoints().forEach(c -> {
                var text = Character.toString(c);
                iri.append(c <= ' ' || "<>\"{}|^`\\".indexOf(c) >= 0 ? PercentCoding.encode(text) : text);
            });
            return Optional.of(iri.toString());
        }
    },

    /** Elsewhere in SPARQL: a number, a truth value or a name with its prefix. */
    SPARQL_TOKEN("must be a number or a plain name, since it stands outside of quotes in a SPARQL query") {
        @Override
        Optional<String> write(String value) {
            return only(value, c -> isLetterOrDigit(c) || "_-+.:".indexOf(c) >= 0);
        }
    };

    private final String refusal;

    Escape(String refusal) {
        this.refusal = refusal;
    }

    /** The value as it is written there; empty when it cannot stand there. */
    abstract Optional<String> write(String value);

    /** Why a value cannot stand there, as the end of a sentence. */
    String refusal() {
        return refusal;
    }

    private static Optional<String> only(String value, IntPredicate allowed) {
        return !value.isEmpty() && value.chars().allMatch(allowed) ? Optional.of(value) : Optional.empty();
    }

    private static boolean isLetterOrDigit(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    /** XML 1.0, rule Char. */
    private static boolean isXml(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || c >= 0x20 && c <= 0xD7FF
                || c >= 0xE000 && c <= 0xFFFD
                || c >= 0x10000;
    }

    /** The value in UTF-8 as it is written there; empty when it cannot stand there. */
    Optional<byte[]> bytes(String value) {
        return write(value).map(text -> text.getBytes(UTF_8));
    }
}
