package dev.capstan.catalog;

import dev.capstan.value.PercentCoding;
import java.util.ArrayList;
import java.util.List;

/** The segments of a request's path, encoded and decoded. Empty segments do not count, nor does a slash at the end. */
final class PathSegments {
    private final List<String> raw;
    private final List<String> decoded;

    private PathSegments(List<String> raw) {
        this.raw = raw;
        this.decoded = raw.stream()
                .map(segment -> segment.indexOf('%') < 0
                        ? segment
                        : PercentCoding.decode(segment, false).orElse(segment))
                .toList();
    }

    static PathSegments of(String path) {
        var segments = new ArrayList<String>();
        for (var start = 0; start < path.length(); ) {
            var slash = path.indexOf('/', start);
            var end = slash < 0 ? path.length() : slash;
            if (end > start) {
                segments.add(path.substring(start, end));
            }
            start = end + 1;
        }
        return new PathSegments(segments);
    }

    /** Whether there are dot segments (RFC 3986, section 3.3), which are not encoded. */
    boolean hasDots() {
        return raw.contains(".") || raw.contains("..");
    }

    /** These segments without the dot segments (RFC 3986, section 5.2.4). */
    PathSegments withoutDots() {
        var kept = new ArrayList<String>();
        for (var segment : raw) {
            if (segment.equals("..")) {
                if (!kept.isEmpty()) {
                    kept.remove(kept.size() - 1);
                }
            } else if (!segment.equals(".")) {
                kept.add(segment);
            }
        }
        return new PathSegments(kept);
    }

    int size() {
        return raw.size();
    }

    String raw(int index) {
        return raw.get(index);
    }

    /** The segments from one on, encoded, with the slashes between them. */
    String rawFrom(int index) {
        return String.join("/", raw.subList(index, raw.size()));
    }

    String decoded(int index) {
        return decoded.get(index);
    }
}
