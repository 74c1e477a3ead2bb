package dev.capstan.upstream;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Trace context as a caller gives it, for a party that takes no part in the trace itself and passes on what is valid as it
 * came (W3C Trace Context level 2, sections 3.2 and 3.3; W3C Baggage, section 3.3).
 */
public final class TraceContext {
    private static final int MAX_TRACE_STATE = 512;
    private static final int MAX_BAGGAGE = 8192;

    /** Longer ones are of versions to come, which may say more at the end. */
    private static final int LENGTH = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".length();

    private static final int MAX_LENGTH = 512;

    private static final int MAX_MEMBERS = 180;

    /** A key and a value (Trace Context, section 3.3.1.3). Possessive, so that no text is looked at twice. */
    private static final Pattern STATE_MEMBER = Pattern.compile("[a-z0-9][a-z0-9_*/@-]{0,255}+=[!-+\\--<>-~ ]{1,256}+");

    /** A key, a value, and perhaps properties (Baggage, section 3.3.1). */
    private static final Pattern BAGGAGE_MEMBER =
            Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]++[ \\t]*+=[!-+\\--~ \\t]*+");

    private TraceContext() {}

    /**
     * The headers for an upstream request; what is not valid is left out.
     *
     * @param tracestate says something only beside a valid {@code traceparent}, up to 512 characters; several headers of
     *     that name are one with commas between them
     * @param baggage up to 8192 bytes
     */
    public static List<Header> of(Optional<String> traceparent, Optional<String> tracestate, Optional<String> baggage) {
        if (traceparent.isEmpty() && baggage.isEmpty()) {
            return List.of();
        }
        var headers = new ArrayList<Header>();
        traceparent.filter(TraceContext::isTraceParent).ifPresent(parent -> {
            headers.add(new Header("traceparent", parent));
            tracestate
                    .filter(state -> isList(state, MAX_TRACE_STATE, STATE_MEMBER))
                    .ifPresent(state -> headers.add(new Header("tracestate", state)));
        });
        baggage.filter(text -> isList(text, MAX_BAGGAGE, BAGGAGE_MEMBER))
                .ifPresent(text -> headers.add(new Header("baggage", text)));
        return List.copyOf(headers);
    }

    /** Version, trace id, parent id and flags, in small hexadecimal letters (section 3.2.2). */
    private static boolean isTraceParent(String text) {
        return text.length() >= LENGTH
                && isHex(text, 0, 2)
                && !text.startsWith("ff")
                && isId(text, 3, 35)
                && isId(text, 36, 52)
                && text.charAt(52) == '-'
                && isHex(text, 53, 55)
                && isEnd(text);
    }

    /** Version 00 ends here; what a later one says more begins with a dash (section 4.3). */
    private static boolean isEnd(String text) {
        return text.length() == LENGTH
                || !text.startsWith("00") && text.charAt(LENGTH) == '-' && isPrintable(text, MAX_LENGTH);
    }

    /** After a dash; one of zeros alone is none. */
    private static boolean isId(String text, int from, int to) {
        return text.charAt(from - 1) == '-'
                && isHex(text, from, to)
                && text.substring(from, to).chars().anyMatch(c -> c != '0');
    }

    private static boolean isHex(String text, int from, int to) {
        return text.substring(from, to).chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
    }

    /** Members with commas between them; some may be empty, but not all. */
    private static boolean isList(String text, int max, Pattern member) {
        if (!isPrintable(text, max)) {
            return false;
        }
        var members = Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(it -> !it.isEmpty())
                .toList();
        return !members.isEmpty()
                && members.size() <= MAX_MEMBERS
                && members.stream().allMatch(it -> member.matcher(it).matches());
    }

    private static boolean isPrintable(String text, int max) {
        return !text.isBlank() && text.length() <= max && text.chars().allMatch(c -> c >= ' ' && c <= '~');
    }
}
