package dev.capstan.rest;

import dev.capstan.upstream.CallWatch;
import dev.capstan.upstream.Header;
import dev.capstan.upstream.TraceContext;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The trace that a REST caller is in. Its {@code baggage} stays here: that is data of the caller's own about people and
 * sessions, which was not meant for the upstream.
 */
record CallerTrace(List<Header> trace) implements CallWatch {
    private static final HttpString PARENT = new HttpString("traceparent");
    private static final HttpString STATE = new HttpString("tracestate");

    /** One look-up where there is none: what stands in {@code tracestate} alone says nothing. */
    static CallWatch of(HeaderMap headers) {
        @Nullable HeaderValues parent = headers.get(PARENT);
        if (parent == null || parent.size() != 1) {
            return NONE;
        }
        var trace = TraceContext.of(
                Optional.of(parent.getFirst()),
                Optional.ofNullable(headers.get(STATE)).map(states -> String.join(",", states)),
                Optional.empty());
        return trace.isEmpty() ? NONE : new CallerTrace(trace);
    }
}
