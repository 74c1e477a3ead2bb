package dev.capstan.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.failure.Failure;
import dev.capstan.failure.FailureCode;
import dev.capstan.failure.FailureException;
import dev.capstan.failure.InputError;
import dev.capstan.value.JsonText;
import dev.capstan.value.PercentCoding;
import dev.capstan.value.Secret;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A secret member of a body that is made already: of a JSON object, or a field of a form. It takes the place of one of
 * the same name.
 */
record BodyMember(String name, Secret value) {
    private static final Pattern BOUNDARY = Pattern.compile("(?i)boundary=\"?([^\";]+)");

    /**
     * The body with the member.
     *
     * @param mediaType of the body
     * @throws FailureException when the body is of another kind
     */
    RequestBody addedTo(RequestBody body, String mediaType) {
        var type = mediaType.toLowerCase(Locale.ROOT);
        if (type.contains("json")) {
            return new RequestBody(json(body.bytes()));
        }
        if (type.startsWith("application/x-www-form-urlencoded")) {
            return new RequestBody(form(body.bytes()));
        }
        var boundary = BOUNDARY.matcher(mediaType);
        if (type.startsWith("multipart/form-data") && boundary.find()) {
            return new RequestBody(multipart(body.bytes(), boundary.group(1)));
        }
        throw new FailureException(
                FailureCode.FEATURE_UNSUPPORTED,
                "The upstream takes its key " + name + " in the body, and cannot get it in one of the type " + mediaType
                        + " (possible: a JSON object or a form); it was not called.");
    }

    /** A body of its own, for a request that has none. */
    RequestBody alone() {
        return new RequestBody(json(new byte[] {'{', '}'}));
    }

    private byte[] json(byte[] body) {
        try {
            var members = JsonText.members(body).orElseThrow(this::noObject);
            var json = new ByteArrayOutputStream();
            json.write('{');
            members.forEach((key, member) -> {
                if (!key.equals(name)) {
                    json.writeBytes(JsonText.quote(key));
                    json.write(':');
                    json.writeBytes(member.json());
                    json.write(',');
                }
            });
            json.writeBytes(JsonText.quote(name));
            json.write(':');
            json.writeBytes(JsonText.quote(value.reveal()));
            json.write('}');
            return json.toByteArray();
        } catch (JsonText.NotJson e) {
            throw noObject();
        }
    }

    private FailureException noObject() {
        return new FailureException(Failure.invalidInput(List.of(new InputError(
                "body", "must be a JSON object, because the upstream takes its key as a member of it"))));
    }

    private byte[] form(byte[] body) {
        var others = Arrays.stream(new String(body, UTF_8).split("&", -1))
                .filter(pair -> !pair.isEmpty() && !nameOf(pair).equals(Optional.of(name)));
        var own = PercentCoding.encode(name) + "=" + PercentCoding.encode(value.reveal());
        return Stream.concat(others, Stream.of(own))
                .collect(Collectors.joining("&"))
                .getBytes(UTF_8);
    }

    private static Optional<String> nameOf(String pair) {
        return PercentCoding.decode(pair.split("=", 2)[0], true);
    }

    /** As the first part; what another part of the same name says comes after it. */
    private byte[] multipart(byte[] body, String boundary) {
        var part = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + MultipartForm.quoted(name)
                + "\"\r\n\r\n" + value.reveal() + "\r\n";
        var whole = new ByteArrayOutputStream();
        whole.writeBytes(part.getBytes(UTF_8));
        whole.writeBytes(body);
        return whole.toByteArray();
    }
}
