package dev.capstan.http;

import dev.capstan.exposure.Refusal;
import dev.capstan.failure.Failure;
import dev.capstan.failure.FailureCode;
import dev.capstan.failure.FailureKind;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Failures as HTTP responses: problem details (RFC 9457), and the status of each kind. */
public final class ProblemDetails {
    private static final JsonMapper JSON = new JsonMapper();

    private ProblemDetails() {}

    /** Where the response has begun already, it ends. */
    public static void write(Failure failure, HttpServerExchange exchange) {
        write(failure, Map.of(), exchange);
    }

    /** With how to get in, where credentials help (RFC 9110, section 15.5.2). */
    public static void write(Refusal refusal, HttpServerExchange exchange) {
        challenge(refusal, exchange);
        write(refusal.failure(), exchange);
    }

    /**
     * Several things have the path; the caller chooses (RFC 9110, section 15.4.1).
     *
     * @param what is the case, as a sentence
     */
    public static void writeAmbiguous(
            FailureCode code, String what, List<String> candidates, HttpServerExchange exchange) {
        var failure = Failure.of(code, what + " Call one of: " + String.join(", ", candidates) + ".");
        write(failure, Map.of("candidates", candidates), exchange);
    }

    private static void write(Failure failure, Map<String, ?> more, HttpServerExchange exchange) {
        if (exchange.isResponseStarted()) {
            exchange.endExchange();
            return;
        }
        var members = new LinkedHashMap<String, Object>();
        if (!failure.errors().isEmpty()) {
            members.put("errors", failure.errors());
        }
        members.putAll(more);
        write(failure.code(), status(failure.kind()), failure.detail(), members, exchange);
    }

    /** @param more further members, written as JSON behind the others */
    public static void write(
            FailureCode code, int status, String detail, Map<String, ?> more, HttpServerExchange exchange) {
        var problem = new LinkedHashMap<String, Object>();
        problem.put("title", code.title());
        problem.put("status", status);
        problem.put("detail", detail);
        problem.put("code", code.code());
        problem.putAll(more);
        exchange.setStatusCode(status);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/problem+json");
        exchange.getResponseSender().send(ByteBuffer.wrap(JSON.writeValueAsBytes(problem)));
    }

    /** Tells how to get in, whatever the body says. */
    public static void challenge(Refusal refusal, HttpServerExchange exchange) {
        refusal.challenges()
                .forEach(challenge -> exchange.getResponseHeaders().add(Headers.WWW_AUTHENTICATE, challenge));
    }

    /** The status of HTTP. */
    public static int status(FailureKind kind) {
        return switch (kind) {
            case AMBIGUOUS -> 300;
            case INVALID_INPUT -> 400;
            case UNAUTHENTICATED -> 401;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case METHOD_NOT_ALLOWED -> 405;
            case TOO_LARGE -> 413;
            case INTERNAL -> 500;
            case UNREACHABLE, UNREADABLE -> 502;
            case UNAVAILABLE -> 503;
            case TIMEOUT -> 504;
        };
    }
}
