package dev.capstan.upstream;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** What the headers of a message, a request or an answer, say of its framing and its connection (RFC 9112). */
public final class MessageFraming {
    private MessageFraming() {}

    /**
     * Whether the connection ends with the message: {@code close} is among the options (section 9.6).
     *
     * @param connection the values of all lines of {@code Connection}; null when there are none
     */
    public static boolean closes(@Nullable Collection<String> connection) {
        if (connection == null) {
            return false;
        }
        for (var line : connection) {
            for (var option : line.split(",", -1)) {
                if (option.strip().equalsIgnoreCase("close")) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Whether a body comes in chunks, and nothing else is done to it. With any other coding nobody can tell where it ends
     * (section 6.3).
     *
     * @param transferEncoding the values of all lines of {@code Transfer-Encoding}
     */
    public static boolean isChunked(Collection<String> transferEncoding) {
        return transferEncoding.size() == 1
                && transferEncoding.iterator().next().equalsIgnoreCase("chunked");
    }
}
