package dev.capstan.conformance;

import static dev.capstan.conformance.FixtureResults.text;

import dev.capstan.mcp.ErrorCode;
import dev.capstan.mcp.LogLevel;
import dev.capstan.mcp.McpCall;
import dev.capstan.mcp.McpExtras;
import dev.capstan.mcp.McpReply;
import dev.capstan.mcp.McpReply.InputRequest;
import dev.capstan.mcp.McpReply.InputRequired;
import dev.capstan.mcp.Operation;
import dev.capstan.value.JsonText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * The fixtures that a capability file cannot have, because they are about what a server and its client say to each other
 * while a call runs.
 */
public final class Fixtures {
    private static final int PAUSE_MILLIS = 50;

    private final List<McpExtras.Entry> tools = new ArrayList<>();
    private final List<McpExtras.Entry> prompts = new ArrayList<>();

    private Fixtures() {}

    /**
     * The fixtures.
     *
     * @param toolsChanged tells clients that the list of tools has changed
     * @param promptsChanged tells clients that the list of prompts has changed
     */
    public static McpExtras all(Runnable toolsChanged, Runnable promptsChanged) {
        var fixtures = new Fixtures();
        fixtures.contents();
        fixtures.notices();
        fixtures.questions();
        fixtures.rounds();
        fixtures.others(toolsChanged, promptsChanged);
        fixtures.prompts();
        return new McpExtras(fixtures.tools, fixtures.prompts);
    }

    /** The capability file with the other fixtures. */
    public static InputStream capabilityFile() {
        var file = Fixtures.class.getResourceAsStream("fixtures.yaml");
        if (file == null) {
            throw new IllegalStateException("fixtures.yaml is part of this program");
        }
        return file;
    }

    // --- what results have ---

    private void contents() {
        tool(
                "test_embedded_resource",
                "Answers with a resource.",
                call -> FixtureResults.content(List.of(FixtureResults.resource(
                        "test://embedded-resource", "text/plain", "This is an embedded resource content."))));
        tool(
                "test_multiple_content_types",
                "Answers with several things.",
                call -> FixtureResults.content(List.of(
                        FixtureResults.textContent("Multiple content types test:"),
                        FixtureResults.image(),
                        FixtureResults.resource(
                                "test://mixed-content-resource",
                                "application/json",
                                "{\"test\":\"data\",\"value\":123}"))));
    }

    // --- what is told while a call runs ---

    private void notices() {
        slowTool("test_tool_with_logging", "Logs three times.", call -> {
            log("Tool execution started", call);
            return later(() -> log("Tool processing data", call))
                    .thenCompose(done -> later(() -> log("Tool execution completed", call)))
                    .thenApply(done -> text("Tool with logging executed"));
        });
        slowTool("test_tool_with_progress", "Tells its progress three times.", call -> {
            progress(0, call);
            return later(() -> progress(50, call))
                    .thenCompose(done -> later(() -> progress(100, call)))
                    .thenApply(done -> text("Tool with progress executed"));
        });
        tool("test_logging_tool", "Logs once.", call -> {
            log("Something happened", call);
            return text("Logged");
        });
        slowTool("test_reconnection", "Takes a while.", call -> {
            log("Working", call);
            return later(() -> log("Done", call)).thenApply(done -> text("Reconnection test completed"));
        });
    }

    private static void log(String message, McpCall call) {
        call.notices().log(LogLevel.INFO, "conformance", message);
    }

    private static void progress(int percent, McpCall call) {
        call.notices().progress((double) percent, Optional.of(100.0), "");
    }

    private static CompletableFuture<Void> later(Runnable what) {
        return CompletableFuture.runAsync(what, CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
    }

    // --- what the client is asked in the middle of a call ---

    private void questions() {
        tool(
                "test_sampling",
                "Asks the client's model.",
                FixtureResults.schema(Map.of("prompt", Map.of("type", "string")), "prompt"),
                asking(
                        "answer",
                        call -> sampling(argument("prompt", call), 100),
                        answer -> text(
                                "LLM response: " + answer.at("/content/text").asString(""))));
        tool(
                "test_elicitation",
                "Asks the client's user.",
                FixtureResults.schema(Map.of("message", Map.of("type", "string")), "message"),
                asking(
                        "answer",
                        call -> elicitation(argument("message", call), FixtureForms.USER),
                        answer -> text("User response: " + answer)));
        tool(
                "test_elicitation_sep1034_defaults",
                "Asks the client's user by a form with defaults.",
                FixtureResults.NO_ARGUMENTS,
                asking(
                        "answer",
                        call -> elicitation("Please review the values", FixtureForms.DEFAULTS),
                        Fixtures::told));
        tool(
                "test_elicitation_sep1330_enums",
                "Asks the client's user by a form with choices.",
                FixtureResults.NO_ARGUMENTS,
                asking("answer", call -> elicitation("Please choose", FixtureForms.CHOICES), Fixtures::told));
        tool(
                "test_streaming_elicitation",
                "Logs, then asks the client's user.",
                FixtureResults.NO_ARGUMENTS,
                asking(
                        "answer",
                        call -> {
                            log("About to ask", call);
                            return elicitation("Please go on", FixtureForms.NAME);
                        },
                        Fixtures::told));
        tool(
                "test_missing_capability",
                "Needs a client with a model.",
                call -> call.client().sampling() ? text("The client has a model") : missing("sampling"));
    }

    private static McpReply told(JsonNode answer) {
        return text("Elicitation completed: action=" + answer.path("action").asString("") + ", content="
                + answer.path("content"));
    }

    private static McpReply missing(String capability) {
        return new McpReply.Fault(
                ErrorCode.MISSING_CLIENT_CAPABILITY,
                "This needs a client that declares " + capability,
                Map.of("requiredCapabilities", Map.of(capability, Map.of())));
    }

    private static Operation asking(
            String key, Function<McpCall, InputRequest> question, Function<JsonNode, McpReply> answered) {
        return now(call -> {
            var answer = answer(key, call);
            return answer.isPresent()
                    ? answered.apply(answer.get())
                    : new InputRequired(Map.of(key, question.apply(call)), Optional.empty());
        });
    }

    // --- calls in several rounds ---

    private void rounds() {
        tool("test_input_required_result_elicitation", "Asks for a name.", Fixtures::greet);
        tool(
                "test_input_required_result_sampling",
                "Asks the client's model.",
                FixtureResults.NO_ARGUMENTS,
                asking(
                        "capital_question",
                        call -> sampling("What is the capital of France?", 100),
                        answer -> text(answer.at("/content/text").asString(""))));
        tool(
                "test_input_required_result_list_roots",
                "Asks for the client's roots.",
                FixtureResults.NO_ARGUMENTS,
                asking("client_roots", call -> roots(), answer -> text("Roots: " + answer.path("roots"))));
        tool("test_input_required_result_request_state", "Carries state.", Fixtures::withState);
        tool("test_input_required_result_tampered_state", "Carries state that nobody may change.", Fixtures::withState);
        tool("test_input_required_result_multiple_inputs", "Asks for three things at once.", Fixtures::threeThings);
        tool("test_input_required_result_multi_round", "Asks twice.", Fixtures::twice);
        tool("test_input_required_result_capabilities", "Asks what the client can be asked.", Fixtures::whatItCan);
    }

    private static McpReply greet(McpCall call) {
        return answer("user_name", call)
                .map(answer -> answer.at("/content/name").asString(""))
                .filter(name -> !name.isEmpty())
                .map(name -> text("Hello, " + name + "!"))
                .orElseGet(() -> new InputRequired(
                        Map.of("user_name", elicitation("What is your name?", FixtureForms.NAME)), Optional.empty()));
    }

    private static McpReply withState(McpCall call) {
        return call.state().filter("asked"::equals).isPresent()
                        && answer("confirm", call).isPresent()
                ? text("state-ok")
                : new InputRequired(
                        Map.of("confirm", elicitation("Please confirm", FixtureForms.OK)), Optional.of("asked"));
    }

    private static McpReply threeThings(McpCall call) {
        var name = answer("user_name", call);
        var greeting = answer("greeting", call);
        var roots = answer("client_roots", call);
        if (name.isPresent() && greeting.isPresent() && roots.isPresent()) {
            return text(greeting.get().at("/content/text").asString("") + " "
                    + name.get().at("/content/name").asString("") + " "
                    + roots.get().path("roots"));
        }
        var requests = new LinkedHashMap<String, InputRequest>();
        requests.put("user_name", elicitation("What is your name?", FixtureForms.NAME));
        requests.put("greeting", sampling("Generate a greeting", 50));
        requests.put("client_roots", roots());
        return new InputRequired(requests, Optional.of("asked"));
    }

    private static McpReply twice(McpCall call) {
        var color =
                answer("step2", call).map(answer -> answer.at("/content/color").asString(""));
        var name =
                answer("step1", call).map(answer -> answer.at("/content/name").asString(""));
        var state = call.state().orElse("");
        if (state.startsWith("name=") && color.isPresent()) {
            return text(state.substring("name=".length()) + " likes " + color.get());
        }
        return state.equals("begun") && name.isPresent()
                ? new InputRequired(
                        Map.of("step2", elicitation("Step 2: What is your favorite color?", FixtureForms.COLOR)),
                        Optional.of("name=" + name.get()))
                : new InputRequired(
                        Map.of("step1", elicitation("Step 1: What is your name?", FixtureForms.NAME)),
                        Optional.of("begun"));
    }

    private static McpReply whatItCan(McpCall call) {
        var requests = new LinkedHashMap<String, InputRequest>();
        if (call.client().elicitation()) {
            requests.put("user_name", elicitation("What is your name?", FixtureForms.NAME));
        }
        if (call.client().sampling()) {
            requests.put("greeting", sampling("Generate a greeting", 50));
        }
        return requests.isEmpty() || !call.responses().isEmpty()
                ? text("Nothing more to ask")
                : new InputRequired(requests, Optional.empty());
    }

    // --- the rest ---

    private void others(Runnable toolsChanged, Runnable promptsChanged) {
        tool("test_trigger_tool_change", "Tells that the list of tools has changed.", call -> {
            toolsChanged.run();
            return text("Told");
        });
        tool("test_trigger_prompt_change", "Tells that the list of prompts has changed.", call -> {
            promptsChanged.run();
            return text("Told");
        });
        tool(
                "test_header_argument",
                "Has an argument that is repeated in a header.",
                FixtureResults.schema(Map.of("region", Map.of("type", "string", "x-mcp-header", "Region")), "region"),
                now(call -> text("Region: " + argument("region", call))));
        tool(
                "json_schema_2020_12_tool",
                "Has a schema with many of the words of JSON Schema 2020-12.",
                FixtureForms.WIDE_SCHEMA,
                now(call -> text("Arguments: " + call.arguments().keySet())));
    }

    private void prompts() {
        prompt(
                "test_prompt_with_embedded_resource",
                List.of(Map.of("name", "resourceUri", "description", "The resource to embed.", "required", true)),
                now(call -> FixtureResults.messages(List.of(
                        FixtureResults.resource(
                                argument("resourceUri", call), "text/plain", "Embedded resource content for testing."),
                        FixtureResults.textContent("Please process the embedded resource above.")))));
        prompt(
                "test_prompt_with_image",
                List.of(),
                now(call -> FixtureResults.messages(List.of(
                        FixtureResults.image(), FixtureResults.textContent("Please analyze the image above.")))));
        prompt(
                "test_input_required_result_prompt",
                List.of(),
                asking(
                        "user_context",
                        call -> elicitation("What context should the prompt use?", FixtureForms.CONTEXT),
                        answer -> FixtureResults.messages(List.of(FixtureResults.textContent(
                                "Context: " + answer.at("/content/context").asString(""))))));
    }

    private static InputRequest elicitation(String message, Map<String, ?> form) {
        return new InputRequest("elicitation/create", Map.of("message", message, "requestedSchema", form));
    }

    private static InputRequest sampling(String question, int tokens) {
        return new InputRequest(
                "sampling/createMessage",
                Map.of(
                        "messages",
                        List.of(Map.of("role", "user", "content", FixtureResults.textContent(question))),
                        "maxTokens",
                        tokens));
    }

    private static InputRequest roots() {
        return new InputRequest("roots/list", Map.of());
    }

    private static String argument(String name, McpCall call) {
        var value = call.arguments().get(name);
        return value == null ? "" : value.text();
    }

    private static Optional<JsonNode> answer(String key, McpCall call) {
        return Optional.ofNullable(call.responses().get(key)).map(answer -> JsonText.tree(answer.json()));
    }

    private static Operation now(Function<McpCall, McpReply> run) {
        return call -> CompletableFuture.completedFuture(run.apply(call));
    }

    private void slowTool(String name, String description, Operation operation) {
        tool(name, description, FixtureResults.NO_ARGUMENTS, operation);
    }

    private void tool(String name, String description, Function<McpCall, McpReply> run) {
        tool(name, description, FixtureResults.NO_ARGUMENTS, now(run));
    }

    private void tool(String name, String description, Map<String, ?> schema, Operation operation) {
        var definition = Map.of("name", name, "description", description, "inputSchema", schema);
        tools.add(new McpExtras.Entry(name, definition, operation));
    }

    private void prompt(String name, List<Map<String, ?>> arguments, Operation operation) {
        var definition = Map.of("name", name, "description", "A prompt for testing.", "arguments", arguments);
        prompts.add(new McpExtras.Entry(name, definition, operation));
    }

    /** Copies the capability file. */
    public static void write(Path to) {
        try (var file = capabilityFile()) {
            Files.write(to, file.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
