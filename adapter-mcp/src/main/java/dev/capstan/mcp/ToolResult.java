package dev.capstan.mcp;

import dev.capstan.failure.FailureCode;
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

    private static final Pattern BINARY =
            Pattern.compile("(image|audio|video|font)/.*|application/(octet-stream|pdf|zip|gzip|x-protobuf|wasm)");

    private ToolResult() {}

    /**
     * The JSON of a {@code CallToolResult} (MCP 2025-11-25, tools).
     *
     * @param isStructured whether the tool has an output schema, so that a success must have structured content
     */
    static byte[] of(Outcome outcome, String operation, boolean isStructured) {
        var bytes = new ByteArrayOutputStream();
        try (var json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeArrayPropertyStart("content");
            var isError = write(outcome, operation, json);
            json.writeEndArray();
            if (outcome instanceof Outcome.Made made && made.isObject()) {
                json.writeName("structuredContent");
                json.writeRawValue(new String(made.json(), StandardCharsets.UTF_8));
            } else if (isStructured && !isError) {
                // The upstream had nothing of it; every member may be missing.
                json.writeObjectPropertyStart("structuredContent");
                json.writeEndObject();
            }
            json.writeBooleanProperty("isError", isError);
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static boolean write(Outcome outcome, String operation, JsonGenerator json) {
        if (outcome instanceof Outcome.Answered answered) {
            var response = answered.response();
            write(response, lead(response), operation, json);
            return response.status() >= 300;
        }
        if (outcome instanceof Outcome.Made made) {
            text(new String(made.json(), StandardCharsets.UTF_8), json);
            return false;
        }
        if (outcome instanceof Outcome.StepFailed step) {
            write(step.response(), Optional.of(told(FailureCode.STEP_FAILED, step.story())), operation, json);
            return true;
        }
        var failure = ((Outcome.Failed) outcome).failure();
        text(told(failure.code(), failure.detail()), json);
        return true;
    }

    private static String told(FailureCode code, String detail) {
        return code.title() + ". " + detail + " [" + code.code() + "]";
    }

    private static void write(UpstreamResponse response, Optional<String> lead, String operation, JsonGenerator json) {
        var body = response.decodedBody();
        if (body.isEmpty()) {
            // In a coding that nobody here knows: the bytes are all there is to give.
            lead.ifPresent(line -> text(line, json));
            binary(response.body(), "application/octet-stream", operation, json);
            return;
        }
        var mediaType = response.header("Content-Type").orElse("");
        var type = mediaType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        var text = text(body.get(), mediaType, type);
        if (text.isEmpty()) {
            lead.ifPresent(line -> text(line, json));
            binary(body.get(), type, operation, json);
        } else if (lead.isPresent()) {
            text((lead.get() + "\n" + text.get()).strip(), json);
        } else if (!text.get().isEmpty()) {
            text(text.get(), json);
        }
    }

    /** What a model should know beside the body: that it is no success, where something is, when to come again. */
    private static Optional<String> lead(UpstreamResponse response) {
        var isError = response.status() >= 300;
        var location = response.header("Location");
        var retryAfter = response.header("Retry-After");
        if (!isError && location.isEmpty() && retryAfter.isEmpty()) {
            return Optional.empty();
        }
        var isRedirect = response.status() >= 300 && response.status() < 400;
        var lead = new StringBuilder("The upstream answered HTTP ")
                .append(response.status())
                .append(' ')
                .append(StatusCodes.getReason(response.status()))
                .append(isRedirect ? ", which is not followed." : ".");
        location.ifPresent(where -> lead.append("\nLocation: ").append(where));
        retryAfter.ifPresent(when -> lead.append("\nRetry-After: ").append(when));
        return Optional.of(lead.toString());
    }

    /** The body as text; empty when it is not. A type that is not known for either is judged by its bytes. */
    private static Optional<String> text(byte[] body, String mediaType, String type) {
        if (body.length == 0) {
            return Optional.of("");
        }
        var isText = TEXT.matcher(type).matches();
        if (!isText && BINARY.matcher(type).matches()) {
            return Optional.empty();
        }
        try {
            var text = charset(mediaType)
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            return isText || text.indexOf('\0') < 0 ? Optional.of(text) : Optional.empty();
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
