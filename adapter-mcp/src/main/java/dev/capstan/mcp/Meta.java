package dev.capstan.mcp;

import dev.capstan.upstream.Header;
import dev.capstan.upstream.TraceContext;
import dev.capstan.value.JsonKind;
import dev.capstan.value.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@code params._meta} of a request says (MCP 2026-07-28, basic, {@code _meta}). */
record Meta(Map<String, Value.Json> members) {
    static final Meta NONE = new Meta(Map.of());

    private static final String PREFIX = "io.modelcontextprotocol/";
    static final String PROTOCOL_VERSION = PREFIX + "protocolVersion";
    static final String CLIENT_CAPABILITIES = PREFIX + "clientCapabilities";
    static final String SERVER_INFO = PREFIX + "serverInfo";
    static final String SUBSCRIPTION_ID = PREFIX + "subscriptionId";

    static Meta of(Map<String, Value.Json> params) {
        var meta = params.get("_meta");
        return meta == null ? NONE : new Meta(Message.members(meta));
    }

    /** Whether the request carries what requests from 2026-07-28 on carry. */
    boolean isModern() {
        return !members.isEmpty()
                && (members.containsKey(PROTOCOL_VERSION) || members.containsKey(CLIENT_CAPABILITIES));
    }

    Optional<String> revision() {
        return text(PROTOCOL_VERSION);
    }

    /** Whether the client says what it can do. */
    boolean hasCapabilities() {
        var said = members.get(CLIENT_CAPABILITIES);
        return said != null && said.kind() == JsonKind.OBJECT;
    }

    /** What the client can do; nothing when it does not say so. */
    ClientCapabilities capabilities() {
        return ClientCapabilities.of(members.get(CLIENT_CAPABILITIES));
    }

    Optional<LogLevel> logLevel() {
        return text(PREFIX + "logLevel").flatMap(LogLevel::of);
    }

    /** A text or a number, which goes back as it came. */
    Optional<Value.Json> progressToken() {
        return Optional.ofNullable(members.get("progressToken"))
                .filter(token -> (token.kind() == JsonKind.STRING || token.kind() == JsonKind.NUMBER)
                        && token.to() - token.from() <= Message.MAX_ID_BYTES);
    }

    /** The trace that the request belongs to, for upstream requests. */
    List<Header> trace() {
        return members.isEmpty()
                ? List.of()
                : TraceContext.of(text("traceparent"), text("tracestate"), text("baggage"));
    }

    private Optional<String> text(String name) {
        return Message.text(members, name);
    }
}
