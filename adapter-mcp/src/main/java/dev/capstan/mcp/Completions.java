package dev.capstan.mcp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** {@code completion/complete}: values for arguments of prompts and for variables in the URIs of resources. */
final class Completions {
    /** MCP, completion. */
    private static final int MAX_VALUES = 100;

    private Completions() {}

    static McpReply of(Message.Request request, McpEndpoint endpoint) {
        var ref = Message.members(request.params().get("ref"));
        var argument = Message.members(request.params().get("argument"));
        var type = Message.text(ref, "type");
        var name = Message.text(argument, "name");
        var begun = Message.text(argument, "value");
        if (type.isEmpty() || name.isEmpty() || begun.isEmpty()) {
            return wrong(
                    "completion/complete needs a \"ref\" with a \"type\", and an \"argument\" with a \"name\" and a"
                            + " \"value\"");
        }
        if (type.get().equals("ref/prompt")) {
            var prompt = Message.text(ref, "name").orElse("");
            return endpoint.promptChoices(prompt, name.get())
                    .map(choices -> values(choices, begun.get()))
                    .orElseGet(() -> wrong("There is no prompt '" + prompt + "' here; prompts/list shows the names"));
        }
        if (type.get().equals("ref/resource")) {
            var uri = Message.text(ref, "uri").orElse("");
            return endpoint.resourceChoices(uri, name.get())
                    .map(choices -> values(choices, begun.get()))
                    .orElseGet(() -> wrong(
                            "There is no resource '" + uri + "' here; resources/templates/list shows the templates"));
        }
        return wrong("'" + type.get() + "' is no type of a reference (known: ref/prompt, ref/resource)");
    }

    /** First those that begin as the user did, then those that have it somewhere. */
    private static McpReply values(List<String> choices, String begun) {
        var wanted = begun.toLowerCase(Locale.ROOT);
        var fitting = Stream.concat(
                        choices.stream().filter(choice -> lower(choice).startsWith(wanted)),
                        choices.stream().filter(choice -> lower(choice).indexOf(wanted) > 0))
                .distinct()
                .toList();
        var completion = new LinkedHashMap<String, Object>();
        completion.put("values", fitting.stream().limit(MAX_VALUES).toList());
        completion.put("total", fitting.size());
        completion.put("hasMore", fitting.size() > MAX_VALUES);
        return McpReply.result(Map.of("completion", completion));
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static McpReply wrong(String message) {
        return new McpReply.Fault(ErrorCode.INVALID_PARAMS, message, Map.of());
    }
}
