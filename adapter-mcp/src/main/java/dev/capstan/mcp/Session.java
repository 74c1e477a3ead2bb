package dev.capstan.mcp;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a client of 2025 said that its later requests do not say again. Everything in it is a convenience: a request that
 * comes to another replica, which knows the id only, is answered all the same. Thread-safe.
 */
final class Session {
    /** What a client wants to know of beyond that is not told to it. */
    static final int MAX_SUBSCRIPTIONS = 50;

    /** The length of a URI to which a client may subscribe. */
    static final int MAX_SUBSCRIBED_URI = 500;

    private final String id;
    private final Set<String> subscriptions = ConcurrentHashMap.newKeySet();
    private volatile ClientCapabilities capabilities;
    private volatile Optional<LogLevel> logLevel = Optional.empty();
    private volatile boolean isInitialized;
    private volatile boolean isOver;

    Session(String id, ClientCapabilities capabilities) {
        this.id = id;
        this.capabilities = capabilities;
    }

    String id() {
        return id;
    }

    ClientCapabilities capabilities() {
        return capabilities;
    }

    /** Where the connection is the session, it is there before the client says what it can do. */
    void initialize(ClientCapabilities said) {
        capabilities = said;
        isInitialized = true;
    }

    boolean isInitialized() {
        return isInitialized;
    }

    /** What the client asked for; without that, what a server may send on its own (MCP 2025-11-25, logging). */
    LogLevel logLevel() {
        return logLevel.orElse(LogLevel.INFO);
    }

    void logLevel(LogLevel level) {
        logLevel = Optional.of(level);
    }

    /** The URIs of the resources of which the client wants to know when they change. */
    Set<String> subscriptions() {
        return subscriptions;
    }

    boolean isOver() {
        return isOver;
    }

    void end() {
        isOver = true;
        subscriptions.clear();
    }
}
