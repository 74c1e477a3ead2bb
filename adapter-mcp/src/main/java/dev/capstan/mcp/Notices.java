package dev.capstan.mcp;

import dev.capstan.upstream.CallWatch;
import dev.capstan.upstream.Header;
import dev.capstan.value.JsonText;
import dev.capstan.value.Value;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells a client how its request goes: progress, when it gave a token for that, and log messages from the level on that it
 * asked for. Thread-safe.
 */
public final class Notices implements CallWatch {
    private final Delivery delivery;
    private final Optional<Value.Json> token;
    private final Optional<LogLevel> threshold;
    private final List<Header> trace;
    private double last = Double.NEGATIVE_INFINITY;

    /** @param threshold empty for no log messages */
    Notices(Delivery delivery, Optional<Value.Json> token, Optional<LogLevel> threshold, List<Header> trace) {
        this.delivery = delivery;
        this.token = delivery.canStream() ? token : Optional.empty();
        this.threshold = delivery.canStream() ? threshold : Optional.empty();
        this.trace = trace;
    }

    /** This, or nobody where the client wants to know nothing and brings no trace. */
    CallWatch watch() {
        return token.isEmpty() && threshold.isEmpty() && trace.isEmpty() ? CallWatch.NONE : this;
    }

    @Override
    public List<Header> trace() {
        return trace;
    }

    @Override
    public void progress(int done, Optional<Integer> total, String what) {
        progress((double) done, total.map(Integer::doubleValue), what);
    }

    /**
     * Tells progress.
     *
     * @param done what is not more than what was told before is not told (MCP, progress)
     */
    public synchronized void progress(double done, Optional<Double> total, String what) {
        if (token.isEmpty() || done <= last) {
            return;
        }
        last = done;
        var params = new LinkedHashMap<String, Object>();
        params.put("progress", number(done));
        total.ifPresent(all -> params.put("total", number(all)));
        if (!what.isEmpty()) {
            params.put("message", what);
        }
        delivery.send(Replies.notification(
                "notifications/progress", Map.of("progressToken", token.get()), JsonText.quote(params)));
    }

    private static Number number(double value) {
        return value == Math.rint(value) && Math.abs(value) < Long.MAX_VALUE ? (Number) (long) value : value;
    }

    @Override
    public void asked(String operation, String method, Optional<Integer> status, Duration took) {
        if (isTold(LogLevel.DEBUG)) {
            var told = new LinkedHashMap<String, Object>();
            told.put("operation", operation);
            told.put("method", method);
            status.ifPresent(code -> told.put("status", code));
            told.put("milliseconds", took.toMillis());
            log(LogLevel.DEBUG, "capstan.upstream", told);
        }
    }

    /**
     * Sends a log message, if the client wants those of that level.
     *
     * @param data anything that can be written as JSON
     */
    public void log(LogLevel level, String logger, Object data) {
        if (isTold(level)) {
            var params = new LinkedHashMap<String, Object>();
            params.put("level", level.word());
            params.put("logger", logger);
            params.put("data", data);
            delivery.send(Replies.notification("notifications/message", Map.of(), JsonText.quote(params)));
        }
    }

    private boolean isTold(LogLevel level) {
        return threshold.isPresent() && level.compareTo(threshold.get()) >= 0;
    }
}
