package dev.capstan.upstream;

import org.jspecify.annotations.Nullable;

/** Headers whose value is a list, on one line or on several (RFC 9110, section 5.6.1). */
public final class HeaderList {
    private HeaderList() {}

    /**
     * Whether a word is a member of the list, in any case.
     *
     * @param lines the values of all lines; null when there are none
     */
    public static boolean has(@Nullable Iterable<String> lines, String word) {
        if (lines != null) {
            for (var line : lines) {
                if (line.indexOf(',') < 0 ? line.strip().equalsIgnoreCase(word) : hasAmong(line, word)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean hasAmong(String line, String word) {
        for (var member : line.split(",", -1)) {
            if (member.strip().equalsIgnoreCase(word)) {
                return true;
            }
        }
        return false;
    }
}
