package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;

/** Requests that no tidy client would send. */
final class RawHttp {
    private RawHttp() {}

    /** Sends the pieces of a text and returns everything that comes back until the other side closes. */
    static String exchange(int port, String... pieces) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            socket.setTcpNoDelay(true);
            for (var piece : pieces) {
                socket.getOutputStream().write(piece.getBytes(UTF_8));
            }
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A text as a chunk of a body (RFC 9112, section 7.1), for texts in ASCII. */
    static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    /** Reads until a text has come, which is in the result. */
    static String upTo(String end, InputStream in) throws IOException {
        var text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            var octet = in.read();
            if (octet < 0) {
                throw new EOFException(text.toString());
            }
            text.append((char) octet);
        }
        return text.toString();
    }
}
