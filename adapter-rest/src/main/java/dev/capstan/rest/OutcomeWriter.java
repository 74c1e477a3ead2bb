package dev.capstan.rest;

import dev.capstan.exposure.Refusal;
import dev.capstan.failure.Failure;
import dev.capstan.failure.FailureCode;
import dev.capstan.failure.FailureKind;
import dev.capstan.flow.Outcome;
import dev.capstan.upstream.Header;
import dev.capstan.upstream.UpstreamResponse;
import dev.capstan.value.Value;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/** The one place where an outcome becomes an HTTP response. */
final class OutcomeWriter {
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * What a caller gets of an upstream's headers. The rest concerns the connection to it, its cookies, or how it wants
     * Capstan to log in.
     */
    private static final Set<HttpString> PASSED_ON = Set.of(
            Headers.CONTENT_TYPE,
            Headers.CONTENT_ENCODING,
            Headers.CONTENT_LANGUAGE,
            Headers.CONTENT_DISPOSITION,
            Headers.CACHE_CONTROL,
            Headers.ETAG,
            Headers.EXPIRES,
            Headers.LAST_MODIFIED,
            Headers.LOCATION,
            Headers.RETRY_AFTER,
            Headers.VARY,
            new HttpString("Link"),
            new HttpString("RateLimit"),
            new HttpString("RateLimit-Policy"),
            new HttpString("X-RateLimit-Limit"),
            new HttpString("X-RateLimit-Remaining"),
            new HttpString("X-RateLimit-Reset"));

    /** What does not hold for a document that was made of the upstream's. */
    private static final Set<HttpString> OF_THE_BODY = Set.of(
            Headers.CONTENT_TYPE, Headers.CONTENT_ENCODING, Headers.CONTENT_LANGUAGE, Headers.CONTENT_DISPOSITION);

    private OutcomeWriter() {}

    static void write(Outcome outcome, HttpServerExchange exchange) {
        if (outcome instanceof Outcome.Answered answered) {
            write(answered.response(), exchange);
        } else if (outcome instanceof Outcome.Made made) {
            write(made, exchange);
        } else if (outcome instanceof Outcome.StepFailed step) {
            write(step, exchange);
        } else if (outcome instanceof Outcome.Failed failed) {
            write(failed.failure(), exchange);
        }
    }

    private static void write(Outcome.Made made, HttpServerExchange exchange) {
        passOn(made.status(), made.headers(), exchange);
        OF_THE_BODY.forEach(exchange.getResponseHeaders()::remove);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        send(made.json(), exchange);
    }

    /** The upstream's status stays, so that a caller can tell a 404 from a 500; its answer goes along. */
    private static void write(Outcome.StepFailed step, HttpServerExchange exchange) {
        var code = FailureCode.STEP_FAILED;
        var problem = problem(code, step.response().status(), step.story());
        step.response()
                .decodedBody()
                .filter(body -> body.length > 0)
                .ifPresent(body ->
                        problem.put("upstream", new Value.Content(body, Optional.empty(), Optional.empty()).tree()));
        send(problem, step.response().status(), exchange);
    }

    private static void write(UpstreamResponse response, HttpServerExchange exchange) {
        passOn(response.status(), response.headers(), exchange);
        if (exchange.getRequestMethod().equals(Methods.HEAD) && response.body().length == 0) {
            head(response, exchange);
        }
        send(response.body(), exchange);
    }

    private static void passOn(int status, List<Header> headers, HttpServerExchange exchange) {
        exchange.setStatusCode(status);
        for (var header : headers) {
            var name = new HttpString(header.name());
            if (PASSED_ON.contains(name)) {
                exchange.getResponseHeaders().add(name, header.value());
            }
        }
    }

    private static void head(UpstreamResponse response, HttpServerExchange exchange) {
        if (response.status() == StatusCodes.NO_CONTENT) {
            // It has no framing (RFC 9112, section 6.1), but to HEAD Undertow says "chunked".
            exchange.addResponseWrapper((factory, same) -> {
                var conduit = factory.create();
                same.getResponseHeaders().remove(Headers.TRANSFER_ENCODING);
                return conduit;
            });
            return;
        }
        // What GET would have had (RFC 9110, section 9.3.2); Undertow would say 0.
        response.header("Content-Length")
                .ifPresent(length -> exchange.getResponseHeaders().put(Headers.CONTENT_LENGTH, length));
    }

    /** Problem details (RFC 9457). */
    static void write(Failure failure, HttpServerExchange exchange) {
        write(failure, Map.of(), exchange);
    }

    /** With how to get in, where credentials help (RFC 9110, section 15.5.2). */
    static void write(Refusal refusal, HttpServerExchange exchange) {
        refusal.challenges()
                .forEach(challenge -> exchange.getResponseHeaders().add(Headers.WWW_AUTHENTICATE, challenge));
        write(refusal.failure(), exchange);
    }

    /** Several routes claim the path; the caller chooses (RFC 9110, section 15.4.1). */
    static void writeAmbiguous(List<String> candidates, HttpServerExchange exchange) {
        var failure = Failure.of(
                FailureCode.ROUTE_AMBIGUOUS,
                "Several capabilities claim this path. Call one of: " + String.join(", ", candidates) + ".");
        write(failure, Map.of("candidates", candidates), exchange);
    }

    private static void write(Failure failure, Map<String, ?> more, HttpServerExchange exchange) {
        if (exchange.isResponseStarted()) {
            exchange.endExchange();
            return;
        }
        var status = status(failure.kind());
        var problem = problem(failure.code(), status, failure.detail());
        if (!failure.errors().isEmpty()) {
            problem.put("errors", failure.errors());
        }
        problem.putAll(more);
        send(problem, status, exchange);
    }

    private static Map<String, Object> problem(FailureCode code, int status, String detail) {
        var problem = new LinkedHashMap<String, Object>();
        problem.put("title", code.title());
        problem.put("status", status);
        problem.put("detail", detail);
        problem.put("code", code.code());
        return problem;
    }

    private static void send(Map<String, Object> problem, int status, HttpServerExchange exchange) {
        exchange.setStatusCode(status);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/problem+json");
        send(JSON.writeValueAsBytes(problem), exchange);
    }

    private static void send(byte[] body, HttpServerExchange exchange) {
        if (body.length == 0) {
            exchange.endExchange();
            return;
        }
        exchange.getResponseSender().send(ByteBuffer.wrap(body));
    }

    private static int status(FailureKind kind) {
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
