package dev.capstan.upstream;

import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;

/** Reads {@code Link} headers (RFC 8288, section 3 and appendix B.2); what is no link ends the reading. */
final class LinkHeader {
    private final String text;
    private int at;

    private LinkHeader(String text) {
        this.text = text;
    }

    /** The reference of the first link with the relation {@code next}, from any of the headers. */
    static Optional<String> next(UpstreamResponse response) {
        return response.headers().stream()
                .filter(header -> header.name().equalsIgnoreCase("Link"))
                .flatMap(header -> new LinkHeader(header.value()).next().stream())
                .findFirst();
    }

    private Optional<String> next() {
        while (skip(c -> c == ',' || isBlank(c)) && text.charAt(at) == '<') {
            var end = text.indexOf('>', at);
            if (end < 0) {
                return Optional.empty();
            }
            var reference = text.substring(at + 1, end);
            at = end + 1;
            if (parametersSayNext()) {
                return Optional.of(reference);
            }
        }
        return Optional.empty();
    }

    /** Of a repeated {@code rel} the first counts (section 3.3); a link of another document has an {@code anchor}. */
    private boolean parametersSayNext() {
        var relation = Optional.<String>empty();
        var hasAnchor = false;
        while (skip(LinkHeader::isBlank) && text.charAt(at) == ';') {
            at++;
            skip(LinkHeader::isBlank);
            var name =
                    take(c -> c != '=' && c != ';' && c != ',' && !isBlank(c)).toLowerCase(Locale.ROOT);
            var value = value();
            relation = relation.or(() -> name.equals("rel") ? Optional.of(value) : Optional.empty());
            hasAnchor |= name.equals("anchor");
        }
        return !hasAnchor && relation.stream().anyMatch(LinkHeader::isNext);
    }

    private static boolean isNext(String relations) {
        return (" " + relations.replace('\t', ' ').toLowerCase(Locale.ROOT) + " ").contains(" next ");
    }

    private String value() {
        if (!skip(LinkHeader::isBlank) || text.charAt(at) != '=') {
            return "";
        }
        at++;
        if (!skip(LinkHeader::isBlank) || text.charAt(at) != '"') {
            return take(c -> c != ';' && c != ',' && !isBlank(c));
        }
        var value = new StringBuilder();
        for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            value.append(text.charAt(at));
        }
        at = Math.min(text.length(), at + 1);
        return value.toString();
    }

    private String take(IntPredicate wanted) {
        var from = at;
        skip(wanted);
        return text.substring(from, at);
    }

    /** @return whether there is more behind it */
    private boolean skip(IntPredicate unwanted) {
        while (at < text.length() && unwanted.test(text.charAt(at))) {
            at++;
        }
        return at < text.length();
    }

    private static boolean isBlank(int c) {
        return c == ' ' || c == '\t';
    }
}
