package dev.capstan.catalog;

import dev.capstan.value.PercentCoding;
import java.util.ArrayList;

/** The segments of a request's path, encoded and decoded. Empty segments do not count, nor does a slash at the end. */
final class PathSegments {
    private final String path;
    private final int[] starts;
    private final String[] raw;
    private final String[] decoded;

    private PathSegments(String path, int size) {
        this.path = path;
        starts = new int[size];
        raw = new String[size];
        decoded = new String[size];
    }

    static PathSegments of(String path) {
        var segments = new PathSegments(path, count(path));
        var index = 0;
        for (var start = 0; start < path.length(); ) {
            var end = end(path, start);
            if (end > start) {
                segments.set(index++, start, path.substring(start, end));
            }
            start = end + 1;
        }
        return segments;
    }

    private static int count(String path) {
        var count = 0;
        for (var start = 0; start < path.length(); ) {
            var end = end(path, start);
            count += end > start ? 1 : 0;
            start = end + 1;
        }
        return count;
    }

    private static int end(String path, int start) {
        var slash = path.indexOf('/', start);
        return slash < 0 ? path.length() : slash;
    }

    private void set(int index, int start, String segment) {
        starts[index] = start;
        raw[index] = segment;
        decoded[index] = segment.indexOf('%') < 0
                ? segment
                : PercentCoding.decode(segment, false).orElse(segment);
    }

    /** Whether there are dot segments (RFC 3986, section 3.3), which are not encoded. */
    boolean hasDots() {
        for (var segment : raw) {
            if (segment.equals(".") || segment.equals("..")) {
                return true;
            }
        }
        return false;
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
        return raw.length;
    }

    String raw(int index) {
        return raw[index];
    }

    /** What comes from a segment on, as it came: in a value every slash counts. */
    String rawFrom(int index) {
        return path.substring(starts[index]);
    }

    String decoded(int index) {
        return decoded[index];
    }
}
