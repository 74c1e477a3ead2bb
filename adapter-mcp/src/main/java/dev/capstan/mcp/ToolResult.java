package dev.capstan.mcp;

import dev.capstan.failure.Failure;
import dev.capstan.flow.Outcome;
import dev.capstan.upstream.UpstreamResponse;
import io.undertow.util.StatusCodes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The one place where an outcome becomes the result of {@code tools/call}. */
final class ToolResult {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Pattern CHARSET =
            Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\";\\s]+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern TEXT = Pattern.compile(
            "text/.*|.*/(json|xml|yaml|x-yaml|javascript|graphql|x-ndjson|x-www-form-urlencoded)|.*\\+(json|xml|yaml)");

    private ToolResult() {}

    /** The JSON of a {@code CallToolResult} (MCP 2025-11-25, tools). */
    static byte[] of(Outcome outcome, String operation) {
        var bytes = new ByteArrayOutputStream();
        try (var json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeArrayPropertyStart("content");
            var isError = outcome instanceof Outcome.Answered answered
                    ? write(answered.response(), operation, json)
                    : write(((Outcome.Failed) outcome).failure(), json);
            json.writeEndArray();
            json.writeBooleanProperty("isError", isError);
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static boolean write(Failure failure, JsonGenerator json) {
        text(
                failure.code().title() + ". " + failure.detail() + " ["
                        + failure.code().code() + "]",
                json);
        return true;
    }

    private static boolean write(UpstreamResponse response, String operation, JsonGenerator json) {
        var isError = response.status() >= 300;
        var lead = isError ? lead(response) : "";
        var encoding = response.header("Content-Encoding").filter(name -> !name.equalsIgnoreCase("identity"));
        if (encoding.isPresent() && response.body().length > 0) {
            text(
                    lead + "The upstream's answer is compressed (" + encoding.get()
                            + "), though it was asked not to; it cannot be shown.",
                    json);
            return true;
        }
        var mediaType = response.header("Content-Type").orElse("");
        var type = mediaType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        var text = text(response.body(), mediaType, type);
        if (text.isPresent()) {
            var whole = lead + text.get();
            if (!whole.isEmpty()) {
                text(whole.strip().isEmpty() ? whole : isError ? whole.strip() : whole, json);
            }
            return isError;
        }
        if (isError) {
            text(lead.strip(), json);
        }
        binary(response.body(), type, operation, json);
        return isError;
    }

    /** What a model should know of an answer that is no success; its body follows. */
    private static String lead(UpstreamResponse response) {
        var lead = new StringBuilder("The upstream answered HTTP ")
                .append(response.status())
                .append(' ')
                .append(StatusCodes.getReason(response.status()))
                .append(".\n");
        response.header("Retry-After")
                .ifPresent(when -> lead.append("Retry-After: ").append(when).append('\n'));
        if (response.status() < 400) {
            response.header("Location")
                    .ifPresent(to -> lead.append("It redirects to ").append(to).append(", which is not followed.\n"));
        }
        return lead.toString();
    }

    /** The body as text; empty when it is not. */
    private static Optional<String> text(byte[] body, String mediaType, String type) {
        if (body.length == 0) {
            return Optional.of("");
        }
        var isText = TEXT.matcher(type).matches();
        if (!isText && !type.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(charset(mediaType)
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString());
        } catch (CharacterCodingException e) {
            return isText ? Optional.of(new String(body, StandardCharsets.UTF_8)) : Optional.empty();
        }
    }

    private static Charset charset(String mediaType) {
        var name = CHARSET.matcher(mediaType);
        try {
            return name.find() ? Charset.forName(name.group(1)) : StandardCharsets.UTF_8;
        } catch (IllegalArgumentException e) {
            return StandardCharsets.UTF_8;
        }
    }

    private static void text(String text, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("type", "text");
        json.writeStringProperty("text", text);
        json.writeEndObject();
    }

    private static void binary(byte[] body, String type, String operation, JsonGenerator json) {
        var data = Base64.getEncoder().encodeToString(body);
        json.writeStartObject();
        if (type.startsWith("image/") || type.startsWith("audio/")) {
            json.writeStringProperty("type", type.substring(0, 5));
            json.writeStringProperty("data", data);
            json.writeStringProperty("mimeType", type);
        } else {
            json.writeStringProperty("type", "resource");
            json.writeObjectPropertyStart("resource");
            json.writeStringProperty("uri", "capstan://answer/" + operation);
            json.writeStringProperty("mimeType", type.isEmpty() ? "application/octet-stream" : type);
            json.writeStringProperty("blob", data);
            json.writeEndObject();
        }
        json.writeEndObject();
    }
}
