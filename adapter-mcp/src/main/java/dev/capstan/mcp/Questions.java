package dev.capstan.mcp;

import dev.capstan.mcp.McpReply.InputRequest;
import dev.capstan.value.Value;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Questions to clients of 2025, who are asked by requests of their own and answer with a message that has the id of the
 * question. Nobody can guess an id. Thread-safe.
 */
final class Questions {
    private static final int MAX_OPEN = 1000;
    private static final int RANDOM_BYTES = 16;

    private final Map<String, Open> open = new ConcurrentHashMap<>();

    /** @param session that was asked, by its header; empty where there is only one */
    private record Open(Optional<String> session, CompletableFuture<Message.Answer> answer) {}

    /** What came of a question. */
    sealed interface Asked {
        /** The client's result. */
        record Given(Value.Json result) implements Asked {}

        /** There is none; why, in words for the client. */
        record Nothing(String why) implements Asked {}
    }

    /**
     * Asks the client.
     *
     * @return fails only by being cancelled, which withdraws the question
     */
    CompletableFuture<Asked> ask(InputRequest request, Delivery delivery) {
        if (open.size() >= MAX_OPEN) {
            return CompletableFuture.completedFuture(
                    new Asked.Nothing("Too many clients are being asked something now; try again later."));
        }
        var id = RandomId.of(RANDOM_BYTES);
        var answer = new CompletableFuture<Message.Answer>();
        open.put(id, new Open(session(delivery), answer));
        delivery.send(Replies.request(id, request.method(), request.params()));
        var result = answer.orTimeout(McpSettings.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .handle((given, fault) -> Optional.ofNullable(given))
                .thenApply(given -> result(given, request));
        result.whenComplete((value, fault) -> {
            if (open.remove(id) != null && !answer.isDone()) {
                delivery.send(Replies.notification(
                        "notifications/cancelled",
                        Map.of(),
                        dev.capstan.value.JsonText.quote(Map.of("requestId", id))));
            }
        });
        return result;
    }

    private static Asked result(Optional<Message.Answer> answer, InputRequest request) {
        if (answer.isEmpty()) {
            return new Asked.Nothing("The client did not answer " + request.method() + " within "
                    + McpSettings.PATIENCE.toMinutes() + " minutes.");
        }
        return answer.get()
                .result()
                .<Asked>map(Asked.Given::new)
                .orElseGet(() -> new Asked.Nothing("The client answered " + request.method() + " with an error."));
    }

    private static Optional<String> session(Delivery delivery) {
        return delivery.header("Mcp-Session-Id");
    }

    /**
     * Takes an answer; one that nobody waits for, because it is late or meant for another replica, is dropped, and so is
     * that of another session.
     */
    void answered(Message.Answer answer, Delivery delivery) {
        var waiting = open.get(answer.id().text());
        if (waiting != null && waiting.session().equals(session(delivery))) {
            waiting.answer().complete(answer);
        }
    }

    /** The session in which this was delivered is over. */
    void end(Delivery delivery) {
        open.values().stream()
                .filter(question -> question.session().equals(session(delivery)))
                .forEach(Questions::abandon);
    }

    /** Nobody will answer any more. */
    void abandon() {
        open.values().forEach(Questions::abandon);
    }

    private static void abandon(Open question) {
        question.answer().completeExceptionally(new CancellationException());
    }
}
