package dev.capstan.catalog;

import dev.capstan.exposure.RoutePath.Segment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What stands at segments that mix text and variables, such as {@code {id}:cancel}. Found by the text at their ends: the
 * cost depends on how many different lengths these texts have, and on how many segments have the same text there.
 */
final class MixedSegments<N> {
    /** The longest text at the ends first: it says most. */
    private final Map<Ends, Map<String, Map<String, Entry<N>>>> byEnds =
            new TreeMap<>(Comparator.comparingInt(Ends::total)
                    .reversed()
                    .thenComparing(Ends::prefix)
                    .thenComparing(Ends::suffix));

    private static final Comparator<String> MOST_TEXT_FIRST =
            Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder());

    /** The lengths of the text before the first variable and behind the last. */
    private record Ends(int prefix, int suffix) {
        int total() {
            return prefix + suffix;
        }
    }

    /** @param texts between the variables, without those at the ends */
    private record Entry<N>(Segment.Mixed segment, List<String> texts, N node) {}

    /** A segment that fits, with what stands at its variables, encoded as it came. */
    record Match<N>(N node, List<String> values) {}

    /** What stands at a segment; made when there is nothing yet. Names of variables make no difference. */
    N at(Segment.Mixed segment, Supplier<N> empty) {
        return byEnds.computeIfAbsent(ends(segment), ends -> new HashMap<>())
                .computeIfAbsent(endTexts(segment), key -> new TreeMap<>(MOST_TEXT_FIRST))
                .computeIfAbsent(shape(segment), shape -> entry(segment, empty.get()))
                .node();
    }

    /** What stands at a segment, or null when nothing does. */
    @Nullable N existing(Segment.Mixed segment) {
        var entry = byEnds.getOrDefault(ends(segment), Map.of())
                .getOrDefault(endTexts(segment), Map.of())
                .get(shape(segment));
        return entry == null ? null : entry.node();
    }

    private static Ends ends(Segment.Mixed segment) {
        return new Ends(first(segment).length(), last(segment).length());
    }

    private static String endTexts(Segment.Mixed segment) {
        return first(segment) + '\0' + last(segment);
    }

    private static String first(Segment.Mixed segment) {
        return text(segment.pieces().get(0));
    }

    private static String last(Segment.Mixed segment) {
        return text(segment.pieces().get(segment.pieces().size() - 1));
    }

    private static <N> Entry<N> entry(Segment.Mixed segment, N node) {
        var pieces = segment.pieces();
        var texts = pieces.subList(1, pieces.size() - 1).stream()
                .map(MixedSegments::text)
                .filter(text -> !text.isEmpty())
                .toList();
        return new Entry<>(segment, texts, node);
    }

    private static String shape(Segment.Mixed segment) {
        var shape = new StringBuilder();
        segment.pieces()
                .forEach(piece -> shape.append(piece instanceof Segment.Literal literal ? literal.text() : "\0"));
        return shape.toString();
    }

    private static String text(Segment piece) {
        return piece instanceof Segment.Literal literal ? literal.text() : "";
    }

    /** What fits a segment, the one with the most text first. */
    List<Match<N>> find(String decoded, String raw) {
        var found = new ArrayList<Match<N>>();
        for (var group : byEnds.entrySet()) {
            var ends = group.getKey();
            if (ends.total() < decoded.length()) {
                var key = decoded.substring(0, ends.prefix())
                        + '\0'
                        + decoded.substring(decoded.length() - ends.suffix());
                for (var entry : group.getValue().getOrDefault(key, Map.of()).values()) {
                    if (entry.texts().stream().allMatch(decoded::contains)) {
                        values(entry.segment(), raw).ifPresent(values -> found.add(new Match<>(entry.node(), values)));
                    }
                }
            }
        }
        return found;
    }

    /** What stands at the variables: each ends where the next text begins for the first time, the last at the end. */
    private static Optional<List<String>> values(Segment.Mixed segment, String raw) {
        var values = new ArrayList<String>();
        var pieces = segment.pieces();
        var at = 0;
        for (var i = 0; i < pieces.size(); i++) {
            if (pieces.get(i) instanceof Segment.Literal literal) {
                at = end(literal.text(), raw, at);
            } else if (i == pieces.size() - 1) {
                values.add(raw.substring(at));
                at = raw.length();
            } else {
                var isLast = i == pieces.size() - 2;
                var start = find(text(pieces.get(i + 1)), raw, next(raw, at), isLast);
                if (start < 0) {
                    return Optional.empty();
                }
                var value = raw.substring(at, start);
                values.add(isQuoted(pieces, i) ? value.replace("''", "'").replace("%27%27", "%27") : value);
                at = start;
            }
            if (at < 0) {
                return Optional.empty();
            }
        }
        return at == raw.length() && values.stream().noneMatch(String::isEmpty)
                ? Optional.of(values)
                : Optional.empty();
    }

    /** Between single quotes one of the value is written twice (OData 4.01 ABNF). */
    private static boolean isQuoted(List<Segment> pieces, int index) {
        return index > 0
                && text(pieces.get(index - 1)).endsWith("'")
                && text(pieces.get(index + 1)).startsWith("'");
    }

    private static int find(String text, String raw, int from, boolean atEnd) {
        for (var start = from; start <= raw.length(); start = next(raw, start)) {
            var end = end(text, raw, start);
            if (end >= 0 && (!atEnd || end == raw.length())) {
                return start;
            }
        }
        return -1;
    }

    /** The place behind a character or an escape, which must not be torn. */
    private static int next(String raw, int at) {
        return at < raw.length() && raw.charAt(at) == '%' ? at + 3 : at + 1;
    }

    /** Where a text ends that begins at a place of an encoded segment, or -1 when it does not begin there. */
    private static int end(String text, String raw, int from) {
        var at = from;
        for (var octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (at >= raw.length()) {
                return -1;
            }
            var isEscape = raw.charAt(at) == '%' && at + 2 < raw.length();
            var actual = isEscape ? escaped(raw, at) : raw.charAt(at);
            if (actual != (octet & 0xFF)) {
                return -1;
            }
            at += isEscape ? 3 : 1;
        }
        return at;
    }

    private static int escaped(String raw, int percent) {
        return Character.digit(raw.charAt(percent + 1), 16) * 16 + Character.digit(raw.charAt(percent + 2), 16);
    }
}
