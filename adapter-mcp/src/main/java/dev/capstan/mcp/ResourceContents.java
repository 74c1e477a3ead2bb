package dev.capstan.mcp;

import dev.capstan.exposure.Resource;
import dev.capstan.failure.FailureCode;
import dev.capstan.flow.Outcome;
import dev.capstan.upstream.UpstreamResponse;
import dev.capstan.value.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The one place where an outcome, or a file, becomes the result of {@code resources/read}. */
final class ResourceContents {
    private ResourceContents() {}

    /** @param mediaType as it came; decides what is text */
    static McpReply of(String uri, byte[] body, String mediaType, boolean asBytes) {
        var text = asBytes ? Optional.<String>empty() : AnswerText.of(body, mediaType);
        var content = new LinkedHashMap<String, Object>();
        content.put("uri", uri);
        content.put("mimeType", mediaType.isEmpty() ? "application/octet-stream" : mediaType);
        text.ifPresentOrElse(
                it -> content.put("text", it),
                () -> content.put("blob", Base64.getEncoder().encodeToString(body)));
        return new McpReply.Result(JsonText.quote(Map.of("contents", List.of(content))));
    }

    /** An answer of an upstream, or what was made of it; a failure is an error, for a resource has no other way to say so. */
    static McpReply of(String uri, Resource.Made resource, Outcome outcome, boolean isModern) {
        if (outcome instanceof Outcome.Made made) {
            return of(uri, made.json(), type(resource, "application/json"), resource.binary());
        }
        if (outcome instanceof Outcome.Answered answered) {
            return of(uri, resource, answered.response(), isModern);
        }
        if (outcome instanceof Outcome.StepFailed step) {
            return fault(uri, step.story() + " " + told(step.response()));
        }
        var failure = ((Outcome.Failed) outcome).failure();
        var told = ToolResult.told(failure.code(), failure.detail());
        // What the URI has for a variable is the client's.
        return failure.code() == FailureCode.INPUT_INVALID
                ? new McpReply.Fault(ErrorCode.INVALID_PARAMS, told, Map.of("uri", uri))
                : fault(uri, told);
    }

    private static McpReply of(String uri, Resource.Made resource, UpstreamResponse response, boolean isModern) {
        if (response.status() == 404 || response.status() == 410) {
            return notFound(uri, isModern);
        }
        if (response.status() >= 300) {
            return fault(uri, told(response));
        }
        var body = response.decodedBody();
        var mediaType = response.header("Content-Type").orElse("");
        return of(
                uri,
                body.orElse(response.body()),
                mediaType.isEmpty() ? type(resource, "") : mediaType,
                body.isEmpty() || resource.binary());
    }

    private static String type(Resource.Made resource, String otherwise) {
        return resource.about().mimeType().orElse(otherwise);
    }

    private static String told(UpstreamResponse response) {
        var body = response.decodedBody().map(bytes -> new String(bytes, StandardCharsets.UTF_8));
        return (ToolResult.lead(response).orElse("") + "\n"
                        + body.map(text -> text.substring(0, Math.min(text.length(), 2000)))
                                .orElse(""))
                .strip();
    }

    static McpReply notFound(String uri, boolean isModern) {
        return new McpReply.Fault(
                isModern ? ErrorCode.INVALID_PARAMS : ErrorCode.RESOURCE_NOT_FOUND,
                "There is no resource '" + Message.cut(uri)
                        + "' here; resources/list and resources/templates/list show what there is",
                Map.of("uri", Message.cut(uri)));
    }

    private static McpReply fault(String uri, String message) {
        return new McpReply.Fault(ErrorCode.INTERNAL_ERROR, message, Map.of("uri", uri));
    }
}
