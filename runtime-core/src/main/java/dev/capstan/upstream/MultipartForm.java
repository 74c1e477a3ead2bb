package dev.capstan.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.failure.Failure;
import dev.capstan.failure.FailureException;
import dev.capstan.failure.InputError;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A form as {@code multipart/form-data} (RFC 7578), in the making. */
final class MultipartForm {
    private final String boundary = "capstan-" + UUID.randomUUID();
    private final BodyBuffer bytes = new BodyBuffer();
    private boolean hasParts;

    /** Adds a field; without a type it is {@code text/plain} (section 4.4), which is not written. */
    void field(String name, byte[] content, Optional<String> mediaType) {
        part(name, "", content, mediaType);
    }

    void file(String name, String filename, byte[] content, String mediaType) {
        part(name, "; filename=\"" + quoted(filename) + "\"", content, Optional.of(mediaType));
    }

    private void part(String name, String filename, byte[] content, Optional<String> mediaType) {
        hasParts = true;
        line("--" + boundary);
        line("Content-Disposition: form-data; name=\"" + quoted(name) + "\"" + filename);
        mediaType.ifPresent(type -> line("Content-Type: " + checked(name, type)));
        line("");
        bytes.writeBytes(content);
        line("");
    }

    boolean hasParts() {
        return hasParts;
    }

    /** @param type without its boundary, for instance {@code multipart/form-data} */
    String mediaType(String type) {
        return type + "; boundary=" + boundary;
    }

    byte[] end() {
        line("--" + boundary + "--");
        return bytes.toByteArray();
    }

    private void line(String text) {
        bytes.writeBytes((text + "\r\n").getBytes(UTF_8));
    }

    /** A line break would let a caller write headers and parts of its own. */
    private static String checked(String part, String mediaType) {
        if (!mediaType.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new FailureException(Failure.invalidInput(
                    List.of(new InputError(part, "has a media type with a character that a header cannot carry"))));
        }
        return mediaType;
    }

    /** HTML, section on multipart form data: these three cannot stand in a quoted name. */
    static String quoted(String name) {
        return name.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
    }
}
