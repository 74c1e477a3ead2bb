package dev.capstan.mcp;

import dev.capstan.exposure.Prompt;
import dev.capstan.exposure.PromptText;
import dev.capstan.value.JsonKind;
import dev.capstan.value.Roots;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/** A prompt of a capability file. */
record PromptOperation(Prompt prompt, Executor blocking) implements Operation {
    private static final int MAX_FILE_BYTES = 1024 * 1024;

    @Override
    public CompletableFuture<McpReply> run(McpCall call) {
        var wrong = new ArrayList<String>();
        var arguments = arguments(call, wrong);
        if (!wrong.isEmpty()) {
            return CompletableFuture.completedFuture(
                    new McpReply.Fault(ErrorCode.INVALID_PARAMS, String.join("; ", wrong), Map.of()));
        }
        if (prompt.source() instanceof Prompt.Source.Inline inline) {
            return CompletableFuture.completedFuture(reply(inline.messages(), arguments));
        }
        var file = (Prompt.Source.File) prompt.source();
        return CompletableFuture.supplyAsync(() -> read(file, arguments), blocking);
    }

    private Map<String, String> arguments(McpCall call, List<String> wrong) {
        var arguments = new HashMap<String, String>();
        for (var argument : prompt.arguments()) {
            var value = call.arguments().get(argument.name());
            if (value != null && value.kind() == JsonKind.STRING) {
                arguments.put(argument.name(), value.text());
            } else if (value != null && value.kind() != JsonKind.NULL) {
                wrong.add("The argument '" + argument.name() + "' must be a string, not "
                        + value.kind().label());
            } else if (argument.required()) {
                wrong.add("The prompt '" + prompt.name() + "' needs the argument '" + argument.name() + "'");
            }
        }
        return arguments;
    }

    private McpReply reply(List<Prompt.Message> messages, Map<String, String> arguments) {
        var result = new LinkedHashMap<String, Object>();
        if (!prompt.description().isEmpty()) {
            result.put("description", prompt.description());
        }
        result.put(
                "messages",
                messages.stream().map(message -> message(message, arguments)).toList());
        return McpReply.result(result);
    }

    /** In the order of the specification's examples, for who reads it. */
    private static Map<String, Object> message(Prompt.Message message, Map<String, String> arguments) {
        var content = new LinkedHashMap<String, Object>();
        content.put("type", "text");
        content.put("text", message.text().with(arguments));
        var written = new LinkedHashMap<String, Object>();
        written.put("role", message.role());
        written.put("content", content);
        return written;
    }

    private McpReply read(Prompt.Source.File file, Map<String, String> arguments) {
        try {
            var real = file.path().toRealPath();
            if (Roots.hold(file.roots(), real) && Files.isRegularFile(real)) {
                try (var in = Files.newInputStream(real, LinkOption.NOFOLLOW_LINKS)) {
                    var bytes = in.readNBytes(MAX_FILE_BYTES + 1);
                    if (bytes.length <= MAX_FILE_BYTES) {
                        var names = prompt.arguments().stream()
                                .map(Prompt.Argument::name)
                                .collect(Collectors.toSet());
                        var text = StandardCharsets.UTF_8
                                .newDecoder()
                                .decode(ByteBuffer.wrap(bytes))
                                .toString();
                        return reply(List.of(new Prompt.Message("user", PromptText.of(text, names))), arguments);
                    }
                }
            }
        } catch (CharacterCodingException e) {
            return unreadable("is not text in UTF-8");
        } catch (IOException e) {
            // Told below.
        }
        return unreadable("is not there, may not be read, or has more than " + MAX_FILE_BYTES + " bytes");
    }

    private McpReply unreadable(String why) {
        return new McpReply.Fault(
                ErrorCode.INTERNAL_ERROR,
                "The file of the prompt '" + prompt.name() + "' " + why + "; 'capstan validate' says which file it is",
                Map.of());
    }
}
