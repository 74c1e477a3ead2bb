package dev.capstan.mcp;

import dev.capstan.value.Value;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The requests under way that a later message may cancel, by their session and id. Thread-safe. */
final class InFlight {
    private final Map<Key, CompletableFuture<Reply>> requests = new ConcurrentHashMap<>();

    /** @param id as it is written, for {@code 1} and {@code "1"} are two */
    private record Key(String session, String id) {
        static Key of(Session session, Value.Json id) {
            return new Key(session.id(), new String(id.json(), StandardCharsets.UTF_8));
        }
    }

    /** Remembers a request until it is done. */
    CompletableFuture<Reply> of(Session session, Message.Request request, CompletableFuture<Reply> reply) {
        if (!reply.isDone()) {
            var key = Key.of(session, request.id());
            requests.put(key, reply);
            reply.whenComplete((done, fault) -> requests.remove(key, reply));
        }
        return reply;
    }

    /** Cancels a request; nothing happens when it is done or unknown (MCP, cancellation). */
    void cancel(Session session, Value.@Nullable Json id) {
        if (id != null) {
            var reply = requests.get(Key.of(session, id));
            if (reply != null) {
                reply.cancel(true);
            }
        }
    }
}
