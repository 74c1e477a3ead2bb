package dev.capstan.mcp;

import java.util.Optional;

/**
 * What goes back for one message.
 *
 * @param status of HTTP
 * @param body JSON; empty when there is nothing to say
 * @param session the {@code Mcp-Session-Id} that a client gets
 */
record Reply(int status, Optional<byte[]> body, Optional<String> session) {
    static Reply of(int status, byte[] body) {
        return new Reply(status, Optional.of(body), Optional.empty());
    }

    static Reply ok(byte[] body) {
        return of(200, body);
    }

    static Reply bad(byte[] body) {
        return of(400, body);
    }

    static Reply accepted() {
        return new Reply(202, Optional.empty(), Optional.empty());
    }

    Reply inSession(String id) {
        return new Reply(status, body, Optional.of(id));
    }
}
