package dev.capstan.compile;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a body is written in.
 *
 * @param mediaType that it is sent with unless a header says another
 */
record BodyFormat(Kind kind, String mediaType) {
    enum Kind {
        JSON,
        TEXT,
        XML,
        SPARQL,
        YAML,
        FORM,
        MULTIPART,
        BINARY
    }

    static final BodyFormat JSON = new BodyFormat(Kind.JSON, "application/json");
    static final BodyFormat XML = new BodyFormat(Kind.XML, "application/xml");
    static final BodyFormat TEXT = new BodyFormat(Kind.TEXT, "text/plain; charset=utf-8");

    /** The words that the format has, for people. */
    static final String KNOWN = "json, text, xml, sparql, formUrlEncoded, multipartForm, yaml, binary, a media type";

    private static final BodyFormat FORM = new BodyFormat(Kind.FORM, "application/x-www-form-urlencoded");
    private static final BodyFormat MULTIPART = new BodyFormat(Kind.MULTIPART, "multipart/form-data");
    private static final BodyFormat BINARY = new BodyFormat(Kind.BINARY, "");

    /** The format's words and those of public files, without hyphens and in small letters. */
    private static final Map<String, BodyFormat> WORDS = Map.ofEntries(
            Map.entry("json", JSON),
            Map.entry("text", TEXT),
            Map.entry("plain", TEXT),
            Map.entry("string", TEXT),
            Map.entry("html", new BodyFormat(Kind.TEXT, "text/html; charset=utf-8")),
            Map.entry("csv", new BodyFormat(Kind.TEXT, "text/csv; charset=utf-8")),
            Map.entry("xml", XML),
            Map.entry("soap", new BodyFormat(Kind.XML, "text/xml; charset=utf-8")),
            Map.entry("sparql", new BodyFormat(Kind.SPARQL, "application/sparql-query")),
            Map.entry("yaml", new BodyFormat(Kind.YAML, "application/yaml")),
            Map.entry("form", FORM),
            Map.entry("formurlencoded", FORM),
            Map.entry("urlencoded", FORM),
            Map.entry("xwwwformurlencoded", FORM),
            Map.entry("multipart", MULTIPART),
            Map.entry("multipartform", MULTIPART),
            Map.entry("multipartformdata", MULTIPART),
            Map.entry("formdata", MULTIPART),
            Map.entry("raw", BINARY),
            Map.entry("binary", BINARY),
            Map.entry("file", BINARY),
            Map.entry("octetstream", BINARY));

    private static final Set<String> TEXTS =
            Set.of("application/javascript", "application/graphql", "application/sql", "application/x-ndjson");

    /** What a {@code type} means: a word of the format, or a media type; empty when it is neither. */
    static Optional<BodyFormat> named(String type) {
        return type.indexOf('/') > 0
                ? Optional.of(of(type))
                : Optional.ofNullable(
                        WORDS.get(type.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "")));
    }

    /** What a media type stands for. */
    static BodyFormat of(String mediaType) {
        var essence = mediaType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return new BodyFormat(kind(essence), mediaType.strip());
    }

    private static Kind kind(String essence) {
        if (essence.startsWith("multipart/")) {
            return Kind.MULTIPART;
        }
        if (essence.startsWith("application/sparql-")) {
            return Kind.SPARQL;
        }
        if (essence.equals(FORM.mediaType())) {
            return Kind.FORM;
        }
        if (essence.endsWith("/json") || essence.endsWith("+json")) {
            return Kind.JSON;
        }
        if (essence.endsWith("/xml") || essence.endsWith("+xml")) {
            return Kind.XML;
        }
        if (essence.endsWith("yaml")) {
            return Kind.YAML;
        }
        return essence.startsWith("text/") || TEXTS.contains(essence) ? Kind.TEXT : Kind.BINARY;
    }

    BodyFormat as(String otherMediaType) {
        return new BodyFormat(kind, otherMediaType);
    }
}
