package dev.capstan.mcp;

import dev.capstan.exposure.Resource;
import dev.capstan.exposure.ToolHints;
import dev.capstan.flow.FlowExecutor;
import dev.capstan.flow.ToolInputs;
import dev.capstan.value.JsonKind;
import dev.capstan.value.JsonText;
import dev.capstan.value.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A resource that a flow makes.
 *
 * @param uri as it is asked for
 * @param variables in it, with their values
 */
record FlowResource(
        Resource.Made resource,
        String uri,
        Map<String, String> variables,
        FlowExecutor executor,
        McpSettings.Confirmation confirmation)
        implements Operation {
    @Override
    public CompletableFuture<McpReply> run(McpCall call) {
        var unsafe = resource.flow().calls().stream()
                .filter(operation -> !ToolHints.ofMethod(operation.method()).readOnly())
                .findFirst();
        if (confirmation != McpSettings.Confirmation.NONE && unsafe.isPresent()) {
            return CompletableFuture.completedFuture(new McpReply.Fault(
                    ErrorCode.INVALID_REQUEST,
                    "Reading this resource makes the call " + unsafe.get().method() + " "
                            + unsafe.get().name() + ", which is more than reading; with --mcp-confirm it is not made",
                    Map.of("uri", uri)));
        }
        var arguments = new LinkedHashMap<String, Value.Json>();
        variables.forEach((name, value) -> {
            var json = JsonText.quote(value);
            arguments.put(name, new Value.Json(JsonKind.STRING, json, 0, json.length));
        });
        var flow = resource.flow();
        var outcome = executor.execute(
                flow, new ToolInputs(arguments, flow.inputs()), call.notices().watch());
        return Chain.map(outcome, made -> ResourceContents.of(uri, resource, made, call.isModern()));
    }
}
