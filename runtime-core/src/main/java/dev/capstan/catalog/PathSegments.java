package dev.capstan.catalog;

import dev.capstan.value.PercentCoding;
import java.util.ArrayList;
import java.util.List;

/** The segments of a request's path, encoded and decoded. Empty segments do not count, nor does a slash at the end. */
final class PathSegments {
    private final String path;
    private final List<Integer> starts;
    private final List<String> raw;
    private final List<String> decoded;

    private PathSegments(String path, List<Integer> starts, List<String> raw) {
        this.path = path;
        this.starts = starts;
        this.raw = raw;
        this.decoded = raw.stream()
                .map(segment -> segment.indexOf('%') < 0
                        ? segment
                        : PercentCoding.decode(segment, false).orElse(segment))
                .toList();
    }

    static PathSegments of(String path) {
        var segments = new ArrayList<String>();
        var starts = new ArrayList<Integer>();
        for (var start = 0; start < path.length(); ) {
            var slash = path.indexOf('/', start);
            var end = slash < 0 ? path.length() : slash;
            if (end > start) {
                segments.add(path.substring(start, end));
                starts.add(start);
            }
            start = end + 1;
        }
        return new PathSegments(path, starts, segments);
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
        return of("/" + String.join("/", kept));
    }

    int size() {
        return raw.size();
    }

    String raw(int index) {
        return raw.get(index);
    }

    /** What comes from a segment on, as it came: in a value every slash counts. */
    String rawFrom(int index) {
        return path.substring(starts.get(index));
    }

    String decoded(int index) {
        return decoded.get(index);
    }
}
