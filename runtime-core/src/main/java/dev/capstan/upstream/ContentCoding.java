package dev.capstan.upstream;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/** Bodies that an upstream compressed (RFC 9110, section 8.4.1), though it is asked not to. */
final class ContentCoding {
    private static final int MAX_BYTES = 10 * 1024 * 1024;

    private ContentCoding() {}

    /** The plain body; empty when its coding is not known, it is broken, or it grows beyond 10 MiB. */
    static Optional<byte[]> decoded(UpstreamResponse response) {
        var coding =
                response.header("Content-Encoding").orElse("identity").strip().toLowerCase(Locale.ROOT);
        if (coding.equals("identity") || response.body().length == 0) {
            return Optional.of(response.body());
        }
        try (var in = open(coding, response.body())) {
            var plain = in.readNBytes(MAX_BYTES + 1);
            return plain.length > MAX_BYTES ? Optional.empty() : Optional.of(plain);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static InputStream open(String coding, byte[] body) throws IOException {
        var in = new ByteArrayInputStream(body);
        return switch (coding) {
            case "gzip", "x-gzip" -> new GZIPInputStream(in);
            case "deflate" -> new InflaterInputStream(in);
            default -> throw new IOException("unknown coding");
        };
    }
}
