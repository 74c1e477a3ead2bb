package dev.capstan.undertow;

import dev.capstan.upstream.MessageFraming;
import io.undertow.client.ClientResponse;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.Protocols;
import org.jspecify.annotations.Nullable;

/**
 * How the body of an answer is framed (RFC 9112, section 6.3). Undertow's client is lenient, and what two programs frame
 * differently lets one answer hide in another.
 *
 * @param length of the body; -1 when that is not known
 * @param isChunked whether the body comes in chunks
 * @param isReusable whether the connection is good for another request when the body is over
 */
record Framing(long length, boolean isChunked, boolean isReusable) {
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;
    private static final int MAX_DIGITS = 18;

    /** Null when the answer is not framed as HTTP wants it, or is none: an interim one, or of another protocol. */
    static @Nullable Framing of(String method, ClientResponse response) {
        var status = response.getResponseCode();
        var headers = response.getResponseHeaders();
        var length = length(headers);
        @Nullable HeaderValues coding = headers.get(Headers.TRANSFER_ENCODING);
        if (status < 200 || length < -1 || coding != null && !MessageFraming.isChunked(coding)) {
            return null;
        }
        // Programs that speak HTTP/1.0 know nothing of chunks (section 6.1), and where such an answer has no length,
        // Undertow's client waits for the end of the connection.
        var stays = response.getProtocol().equals(Protocols.HTTP_1_1)
                && !MessageFraming.closes(headers.get(Headers.CONNECTION));
        if (method.equals("HEAD") || status == NO_CONTENT || status == NOT_MODIFIED) {
            // They have none, whatever they say. Where they say that there is one, some servers send it all the same.
            return new Framing(0, false, stays && length <= 0 && coding == null);
        }
        return coding != null
                ? new Framing(-1, true, stays && length == -1)
                : new Framing(length, false, stays && length >= 0);
    }

    /** -1 when there is none; less when it is no number, or several are there that differ. */
    private static long length(HeaderMap headers) {
        @Nullable HeaderValues values = headers.get(Headers.CONTENT_LENGTH);
        if (values == null) {
            return -1;
        }
        var length = number(values.getFirst());
        for (var i = 1; i < values.size(); i++) {
            if (number(values.get(i)) != length) {
                return -2;
            }
        }
        return length;
    }

    private static long number(String text) {
        if (text.isEmpty() || text.length() > MAX_DIGITS) {
            return -2;
        }
        var number = 0L;
        for (var i = 0; i < text.length(); i++) {
            var digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -2;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
