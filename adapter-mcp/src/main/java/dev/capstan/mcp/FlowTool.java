package dev.capstan.mcp;

import dev.capstan.exposure.Tool;
import dev.capstan.failure.FailureException;
import dev.capstan.flow.Flow;
import dev.capstan.flow.FlowExecutor;
import dev.capstan.flow.Outcome;
import dev.capstan.flow.ToolInputs;
import dev.capstan.value.JsonKind;
import dev.capstan.value.Value;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A tool of a capability file. */
record FlowTool(Tool tool, FlowExecutor executor, McpSettings.Confirmation confirmation, Agreements agreements)
        implements Operation {
    private static final String CONFIRM = "confirm";
    private static final int MAX_SHOWN = 200;
    private static final int MAX_ARGUMENTS = 50;

    @Override
    public CompletableFuture<McpReply> run(McpCall call) {
        if (confirmation == McpSettings.Confirmation.DESTRUCTIVE
                && tool.hints().destructive()
                && !tool.hints().readOnly()) {
            return confirmed(call);
        }
        return execute(call);
    }

    private CompletableFuture<McpReply> execute(McpCall call) {
        var operation = tool.flow().operation();
        var nothing = nothing(tool, call.isModern());
        var outcome = executor.execute(
                tool.flow(),
                new ToolInputs(call.arguments(), tool.flow().inputs()),
                call.notices().watch());
        return Chain.map(outcome, made -> new McpReply.Result(result(made, operation, nothing, call.isModern())));
    }

    private static byte[] result(Outcome outcome, String operation, Optional<String> nothing, boolean isModern) {
        try {
            return ToolResult.of(outcome, operation, nothing, isModern);
        } catch (RuntimeException e) {
            var failure = new Outcome.Failed(FlowExecutor.unexpected(operation, e));
            return ToolResult.of(failure, operation, Optional.empty(), isModern);
        }
    }

    /** Every member of an object may be missing, and so may every item of a list. */
    private static Optional<String> nothing(Tool tool, boolean isModern) {
        if (tool.outputSchema().isEmpty()) {
            return Optional.empty();
        }
        var type = tool.outputSchema().get("type");
        return Optional.of(!isModern || "object".equals(type) ? "{}" : "array".equals(type) ? "[]" : "null");
    }

    /** Before 2026-07-28 a result is an object, so what is none is wrapped in one. */
    static Map<String, Object> outputSchema(Tool tool, boolean isModern) {
        var schema = tool.outputSchema();
        if (schema.isEmpty() || isModern || "object".equals(schema.get("type"))) {
            return schema;
        }
        var wrapped = new LinkedHashMap<String, Object>();
        wrapped.put("type", "object");
        wrapped.put("properties", Map.of(ToolResult.WRAPPED, schema));
        return wrapped;
    }

    // --- calls that the user must agree to ---

    /** A call that would fail anyway fails at once: nobody is asked in vain. */
    private CompletableFuture<McpReply> confirmed(McpCall call) {
        if (tool.flow() instanceof Flow.Unavailable || !isComplete(call)) {
            return execute(call);
        }
        var asked = call.state().filter(state -> state.endsWith(what()));
        var answer = call.responses().get(CONFIRM);
        // One that does not answer is asked again: only an answer can be a no.
        if (asked.isPresent() && answer != null && agreements.use(asked.get())) {
            return isAgreed(answer)
                    ? execute(call)
                    : now(ToolResult.failure(
                            "The user did not agree to this call, so nothing was called. Do not try again"
                                    + " unless the user asks for it. [call-declined]"));
        }
        if (!call.client().elicitation()) {
            return now(ToolResult.failure(
                    "This tool changes things for good, so the user must agree to each call; but this"
                            + " client cannot ask its user (it does not declare the capability 'elicitation'). Nothing was called."
                            + " [call-unconfirmed]"));
        }
        return now(new McpReply.InputRequired(
                Map.of(CONFIRM, question(call)), Optional.of(agreements.ask() + " " + what())));
    }

    private boolean isComplete(McpCall call) {
        try {
            tool.flow()
                    .inputs()
                    .read(new ToolInputs(call.arguments(), tool.flow().inputs()));
            return true;
        } catch (FailureException e) {
            return false;
        }
    }

    private static boolean isAgreed(Value.@Nullable Json answer) {
        var members = Message.members(answer);
        var action = members.get("action");
        var agreed = Message.members(members.get("content")).get(CONFIRM);
        return action != null
                && action.kind() == JsonKind.STRING
                && action.text().equals("accept")
                && agreed != null
                && agreed.kind() == JsonKind.BOOLEAN
                && agreed.text().equals("true");
    }

    private McpReply.InputRequest question(McpCall call) {
        var arguments = call.arguments().entrySet().stream()
                .limit(MAX_ARGUMENTS)
                .map(argument -> cut(argument.getKey()) + " = "
                        + cut(new String(argument.getValue().json(), StandardCharsets.UTF_8)))
                .collect(Collectors.joining(", "));
        var more = call.arguments().size() - MAX_ARGUMENTS;
        var message =
                "Call '" + tool.title() + "' (" + tool.name() + ")? It may change or delete things for good: " + what()
                        + (arguments.isEmpty() ? "" : " with " + arguments)
                        + (more > 0 ? " and " + more + " more arguments" : "")
                        + ".";
        var schema = Map.of(
                "type",
                "object",
                "properties",
                Map.of(CONFIRM, Map.of("type", "boolean", "title", "Yes, do it", "default", false)),
                "required",
                List.of(CONFIRM));
        return new McpReply.InputRequest(
                "elicitation/create", Map.of("mode", "form", "message", message, "requestedSchema", schema));
    }

    /** What the tool does at the upstream; after a change of its file that may be something else. */
    private String what() {
        return tool.flow().calls().stream()
                .map(operation -> operation.method() + " " + operation.name())
                .collect(Collectors.joining(", "));
    }

    /** Each by itself, so that none can push another one out of sight. */
    private static String cut(String text) {
        return text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "..." : text;
    }

    private static CompletableFuture<McpReply> now(McpReply reply) {
        return CompletableFuture.completedFuture(reply);
    }
}
