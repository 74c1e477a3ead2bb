package dev.capstan.mcp;

import dev.capstan.failure.FailureCode;
import dev.capstan.flow.Outcome;
import dev.capstan.upstream.UpstreamResponse;
import dev.capstan.value.JsonText;
import io.undertow.util.StatusCodes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/** The one place where an outcome becomes the result of {@code tools/call}. */
final class ToolResult {
    private static final JsonFactory JSON = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.threadLocalPool())
            .build();

    /** The member that has what is no object, where only an object may be. */
    static final String WRAPPED = "result";

    private ToolResult() {}

    /** A failure that a model can act on. */
    static McpReply.Result failure(String text) {
        return new McpReply.Result(
                JsonText.quote(Map.of("content", List.of(Map.of("type", "text", "text", text)), "isError", true)));
    }

    /**
     * The JSON of a {@code CallToolResult} (MCP, tools).
     *
     * @param nothing the structured content of a success of which the upstream had nothing, as JSON; empty where the tool
     *     has no output schema, so that it needs none
     * @param isModern whether structured content may be any JSON value, as from 2026-07-28 on; before it is an object
     */
    static byte[] of(Outcome outcome, String operation, Optional<String> nothing, boolean isModern) {
        var bytes = new ByteArrayOutputStream();
        try (var json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeArrayPropertyStart("content");
            var isError = write(outcome, operation, json);
            json.writeEndArray();
            if (outcome instanceof Outcome.Made made && (made.isObject() || isModern)) {
                json.writeName("structuredContent");
                json.writeRawValue(new String(made.json(), StandardCharsets.UTF_8));
            } else if (outcome instanceof Outcome.Made made && nothing.isPresent()) {
                json.writeObjectPropertyStart("structuredContent");
                json.writeName(WRAPPED);
                json.writeRawValue(new String(made.json(), StandardCharsets.UTF_8));
                json.writeEndObject();
            } else if (nothing.isPresent() && !isError) {
                json.writeName("structuredContent");
                json.writeRawValue(nothing.get());
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

    static String told(FailureCode code, String detail) {
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
        var text = AnswerText.of(body.get(), mediaType);
        if (text.isEmpty()) {
            lead.ifPresent(line -> text(line, json));
            binary(body.get(), AnswerText.type(mediaType), operation, json);
        } else if (lead.isPresent()) {
            text((lead.get() + "\n" + text.get()).strip(), json);
        } else if (!text.get().isEmpty()) {
            text(text.get(), json);
        }
    }

    /** What a model should know beside the body: that it is no success, where something is, when to come again. */
    static Optional<String> lead(UpstreamResponse response) {
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
