package dev.capstan.mcp;

import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;

/**
 * The sessions of clients of 2025 over HTTP. An id says itself what its client can do, so that no replica must have seen
 * it before; only what a client asks for later is kept, for the newest of the clients that do. Thread-safe.
 */
final class Sessions {
    private static final int MAX_KEPT = 2_000;
    private static final int RANDOM_BYTES = 18;
    private static final Pattern ID = Pattern.compile("([A-Za-z0-9_-]{24})\\.([esr]{0,3})");

    private final Map<String, Session> kept = new ConcurrentHashMap<>();
    private final Queue<String> order = new ConcurrentLinkedQueue<>();

    /** The id of a new session. */
    String begin(ClientCapabilities capabilities) {
        return RandomId.of(RANDOM_BYTES) + "." + capabilities.letters();
    }

    /** The session of that id; empty when there never was one. It may be over. */
    Optional<Session> find(String id) {
        var known = kept.get(id);
        if (known != null) {
            return Optional.of(known);
        }
        var parts = ID.matcher(id);
        return parts.matches()
                ? Optional.of(new Session(id, ClientCapabilities.ofLetters(parts.group(2))))
                : Optional.empty();
    }

    /** The same session, which is remembered from now on. */
    Session keep(Session session) {
        var before = kept.putIfAbsent(session.id(), session);
        if (before != null) {
            return before;
        }
        order.add(session.id());
        while (kept.size() > MAX_KEPT) {
            var oldest = order.poll();
            if (oldest == null) {
                break;
            }
            kept.remove(oldest);
        }
        return session;
    }
}
