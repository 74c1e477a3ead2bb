package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.upstream.Header;
import dev.capstan.upstream.UpstreamRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A request body for people: bytes that are no text show as how many there are, also in the parts of a form. */
final class ShownBody {
    private ShownBody() {}

    static Optional<String> of(UpstreamRequest request) {
        return request.body().map(body -> {
            var bytes = Arrays.copyOfRange(body.source(), body.from(), body.to());
            return boundary(request).map(boundary -> parts(bytes, boundary)).orElseGet(() -> text(bytes));
        });
    }

    private static Optional<String> boundary(UpstreamRequest request) {
        return request.headers().stream()
                .filter(header -> header.name().equalsIgnoreCase("Content-Type"))
                .map(Header::value)
                .filter(type -> type.toLowerCase(Locale.ROOT).startsWith("multipart/") && type.contains("boundary="))
                .map(type -> type.substring(type.indexOf("boundary=") + "boundary=".length()))
                .findFirst();
    }

    /** One character for each octet, so that no byte gets lost. */
    private static String parts(byte[] bytes, String boundary) {
        var delimiter = "--" + boundary;
        return Arrays.stream(new String(bytes, ISO_8859_1).split(java.util.regex.Pattern.quote(delimiter), -1))
                .map(ShownBody::part)
                .collect(Collectors.joining(delimiter));
    }

    private static String part(String part) {
        var head = part.indexOf("\r\n\r\n");
        if (head < 0) {
            return part;
        }
        var end = part.endsWith("\r\n") ? part.length() - 2 : part.length();
        var start = Math.min(head + 4, end);
        return text(part.substring(0, start).getBytes(ISO_8859_1))
                + text(part.substring(start, end).getBytes(ISO_8859_1))
                + part.substring(end);
    }

    private static String text(byte[] bytes) {
        try {
            var text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.chars().allMatch(c -> c >= ' ' && c != 0x7F || "\t\r\n".indexOf(c) >= 0) ? text : count(bytes);
        } catch (CharacterCodingException e) {
            return count(bytes);
        }
    }

    private static String count(byte[] bytes) {
        return "<" + bytes.length + " bytes>";
    }
}
