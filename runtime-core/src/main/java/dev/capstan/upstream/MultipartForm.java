package dev.capstan.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.UUID;

/** A form as {@code multipart/form-data} (RFC 7578), in the making. */
final class MultipartForm {
    private final String boundary = "capstan-" + UUID.randomUUID();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** @param file whether the text is a file: itself, or a {@code data:} URL with its bytes in Base64 */
    void add(String name, String text, boolean file) {
        line("--" + boundary);
        var disposition = "Content-Disposition: form-data; name=\"" + quoted(name) + "\"";
        line(file ? disposition + "; filename=\"" + quoted(name) + "\"" : disposition);
        if (file) {
            line("Content-Type: application/octet-stream");
        }
        line("");
        bytes.writeBytes(file ? content(text) : text.getBytes(UTF_8));
        line("");
    }

    String mediaType() {
        return "multipart/form-data; boundary=" + boundary;
    }

    byte[] end() {
        line("--" + boundary + "--");
        return bytes.toByteArray();
    }

    private void line(String text) {
        bytes.writeBytes((text + "\r\n").getBytes(UTF_8));
    }

    /** Only what says that it is Base64 is taken for it (RFC 2397): many texts could be. */
    private static byte[] content(String text) {
        var comma = text.indexOf(',');
        if (text.startsWith("data:") && comma > 0 && text.substring(0, comma).endsWith(";base64")) {
            try {
                return Base64.getDecoder().decode(text.substring(comma + 1));
            } catch (IllegalArgumentException e) {
                // Then it is a text that only looks like it.
            }
        }
        return text.getBytes(UTF_8);
    }

    /** HTML, section on multipart form data: these three cannot stand in a quoted name. */
    private static String quoted(String name) {
        return name.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
    }
}
