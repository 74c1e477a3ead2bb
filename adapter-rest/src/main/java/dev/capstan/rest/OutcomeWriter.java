package dev.capstan.rest;

import dev.capstan.failure.FailureCode;
import dev.capstan.flow.Outcome;
import dev.capstan.http.ProblemDetails;
import dev.capstan.upstream.BodyStream;
import dev.capstan.upstream.Header;
import dev.capstan.upstream.UpstreamResponse;
import dev.capstan.value.Value;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The one place where an outcome becomes an HTTP response. */
final class OutcomeWriter {
    /**
     * What a caller gets of an upstream's headers. The rest concerns the connection to it, its cookies, or how it wants
     * Capstan to log in.
     */
    private static final Map<String, HttpString> PASSED_ON = byName(
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

    private static Map<String, HttpString> byName(HttpString... names) {
        var byName = new TreeMap<String, HttpString>(String.CASE_INSENSITIVE_ORDER);
        for (var name : names) {
            byName.put(name.toString(), name);
        }
        return Collections.unmodifiableMap(byName);
    }

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
            ProblemDetails.write(failed.failure(), exchange);
        }
    }

    private static void write(Outcome.Made made, HttpServerExchange exchange) {
        passOn(made.status(), made.headers(), exchange);
        OF_THE_BODY.forEach(exchange.getResponseHeaders()::remove);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        send(made.json(), exchange);
    }

    /**
     * The upstream's status stays, so that a caller can tell a 404 from a 500; its answer goes along. A redirect of one step
     * leads nowhere for who asked for all of them.
     */
    private static void write(Outcome.StepFailed step, HttpServerExchange exchange) {
        Map<String, ?> upstream = step.response()
                .decodedBody()
                .filter(body -> body.length > 0)
                .<Map<String, ?>>map(
                        body -> Map.of("upstream", new Value.Content(body, Optional.empty(), Optional.empty()).tree()))
                .orElse(Map.of());
        var status = step.response().status();
        ProblemDetails.write(FailureCode.STEP_FAILED, status < 400 ? 502 : status, step.story(), upstream, exchange);
    }

    private static void write(UpstreamResponse response, HttpServerExchange exchange) {
        passOn(response.status(), response.headers(), exchange);
        var isHead = exchange.getRequestMethod().equals(Methods.HEAD);
        if (response.stream().isPresent() && !isHead) {
            BodyTransfer.begin(response.stream().get(), exchange);
            return;
        }
        response.stream().ifPresent(BodyStream::close);
        if (isHead && response.body().length == 0) {
            head(response, exchange);
        }
        send(response.body(), exchange);
    }

    private static void passOn(int status, List<Header> headers, HttpServerExchange exchange) {
        exchange.setStatusCode(status);
        for (var header : headers) {
            @Nullable HttpString name = PASSED_ON.get(header.name());
            if (name != null) {
                exchange.getResponseHeaders().add(name, header.value());
            }
        }
    }

    private static void head(UpstreamResponse response, HttpServerExchange exchange) {
        if (response.status() == StatusCodes.NO_CONTENT) {
            // It has no framing (RFC 9112, section 6.1), but to HEAD Undertow says "chunked".
            leaveOut(Headers.TRANSFER_ENCODING, exchange);
            return;
        }
        // What GET would have had (RFC 9110, section 9.3.2), or nothing; Undertow would say 0.
        response.header("Content-Length")
                .ifPresentOrElse(
                        length -> exchange.getResponseHeaders().put(Headers.CONTENT_LENGTH, length),
                        () -> leaveOut(Headers.CONTENT_LENGTH, exchange));
    }

    /** What Undertow adds of its own when the answer begins. */
    private static void leaveOut(HttpString name, HttpServerExchange exchange) {
        exchange.addResponseWrapper((factory, same) -> {
            var conduit = factory.create();
            same.getResponseHeaders().remove(name);
            return conduit;
        });
    }

    private static void send(byte[] body, HttpServerExchange exchange) {
        if (body.length == 0) {
            exchange.endExchange();
            return;
        }
        exchange.getResponseSender().send(ByteBuffer.wrap(body));
    }
}
