package dev.capstan.mcp;

import java.util.Optional;

/** How one message came, and how goes back what belongs to it. Thread-safe. */
interface Delivery {
    /** What the message is for. */
    McpEndpoint endpoint();

    /** What tells the places apart at which there are endpoints; empty where there is one. */
    default String place() {
        return "";
    }

    /** A header of the request; always empty where there are no headers. */
    Optional<String> header(String name);

    /** Whether messages have headers, which must agree with the body. */
    boolean hasHeaders();

    /** Whether messages can be sent before the reply. */
    boolean canStream();

    /** Sends a message before the reply. After the reply, or when nobody listens any more, it is dropped. */
    void send(byte[] message);

    /** The session that the connection itself is; empty where sessions are told by a header. */
    Optional<Session> connection();

    /** What tells the caller's credentials apart from those of others; empty when none are asked for. */
    String principal();

    /** What is offered here when it is asked, after the files may have changed; empty when it is gone. */
    Optional<McpEndpoint> current();
}
