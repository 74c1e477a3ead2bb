package dev.capstan.rest;

import dev.capstan.catalog.RouteMatch;
import dev.capstan.catalog.RouteTable;
import dev.capstan.catalog.RouteTable.Claim;
import dev.capstan.exposure.AccessPolicy;
import dev.capstan.exposure.Refusal;
import dev.capstan.exposure.RestRoute;
import dev.capstan.failure.Failure;
import dev.capstan.failure.FailureCode;
import dev.capstan.flow.FlowExecutor;
import dev.capstan.flow.HttpInputs;
import dev.capstan.flow.Outcome;
import dev.capstan.http.BodyReader;
import dev.capstan.http.CallerWatch;
import dev.capstan.http.ExchangeCaller;
import dev.capstan.http.ProblemDetails;
import dev.capstan.http.RequestPath;
import dev.capstan.value.Value;
import dev.capstan.value.Variables;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.xnio.IoUtils;

/**
 * Serves the REST routes of one listener. Everything here runs on the exchange's I/O thread and never blocks. Needs
 * {@code UndertowOptions.DECODE_URL} to be off: values are decoded once, by {@link HttpInputs}.
 */
public final class RouteHandler implements HttpHandler {
    private final RouteTable routes;
    private final FlowExecutor executor;
    private final AccessPolicy access;
    private final Variables variables;
    private final int maxBodyBytes;

    /**
     * @param variables with the secrets that callers must show
     * @param maxBodyBytes how large a request body may be
     */
    public RouteHandler(
            RouteTable routes, FlowExecutor executor, AccessPolicy access, Variables variables, int maxBodyBytes) {
        this.routes = routes;
        this.executor = executor;
        this.access = access;
        this.variables = variables;
        this.maxBodyBytes = maxBodyBytes;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        var refusal = access.refuse(header(exchange, Headers.HOST), header(exchange, Headers.ORIGIN));
        if (refusal.isPresent()) {
            ProblemDetails.write(refusal.get(), exchange);
            return;
        }
        var match = routes.match(
                exchange.getRequestMethod().toString(), RequestPath.of(exchange), exchange.getQueryString());
        if (match instanceof RouteMatch.Found found) {
            admit(found, exchange);
        } else if (match instanceof RouteMatch.WrongMethod wrong) {
            refuseMethod(wrong, exchange);
        } else if (match instanceof RouteMatch.Ambiguous ambiguous) {
            offerChoice(ambiguous, exchange);
        } else {
            ProblemDetails.write(
                    Failure.of(
                            FailureCode.ROUTE_NOT_FOUND,
                            "Nothing is served at this path; 'capstan list' shows what is."),
                    exchange);
        }
    }

    /** Who calls is asked before anything of the request is read but its head. */
    private void admit(RouteMatch.Found found, HttpServerExchange exchange) {
        var refusal = found.claim().authentication().refuse(new ExchangeCaller(exchange), variables);
        if (refusal.isPresent()) {
            ProblemDetails.write(refusal.get(), exchange);
        } else {
            receive(found, exchange);
        }
    }

    /**
     * The choice is between what the request may call. It stays a choice when that is one route only: what a path means
     * does not depend on credentials.
     */
    private void offerChoice(RouteMatch.Ambiguous ambiguous, HttpServerExchange exchange) {
        var refusals = new ArrayList<Refusal>();
        var admitting = admitting(ambiguous.claims(), exchange, refusals);
        if (admitting.isEmpty()) {
            ProblemDetails.write(Refusal.of(refusals), exchange);
        } else {
            ProblemDetails.writeAmbiguous(
                    FailureCode.ROUTE_AMBIGUOUS,
                    "Several capabilities claim this path.",
                    new RouteMatch.Ambiguous(admitting).candidates(),
                    exchange);
        }
    }

    /** The routes that the request may call. */
    private List<Claim> admitting(List<Claim> claims, HttpServerExchange exchange, List<Refusal> refusals) {
        var caller = new ExchangeCaller(exchange);
        var admitting = new ArrayList<Claim>();
        for (var claim : claims) {
            claim.authentication().refuse(caller, variables).ifPresentOrElse(refusals::add, () -> admitting.add(claim));
        }
        return admitting;
    }

    private void receive(RouteMatch.Found found, HttpServerExchange exchange) {
        BodyReader.read(exchange, maxBodyBytes, new BodyReader.Reading() {
            @Override
            public void complete(byte[] body, HttpServerExchange same) {
                execute(found, body, same);
            }

            @Override
            public void refuse(Failure why, HttpServerExchange same) {
                ProblemDetails.write(why, same);
            }
        });
    }

    private void execute(RouteMatch.Found found, byte[] body, HttpServerExchange exchange) {
        var outcome = executor.open(
                found.route().flow(), inputs(found, body, exchange), CallerTrace.of(exchange.getRequestHeaders()));
        if (!outcome.isDone()) {
            CallerWatch.begin(exchange, () -> giveUp(outcome, exchange));
        }
        outcome.thenAccept(made -> onThread(exchange, () -> write(made, found.route(), exchange)));
    }

    /** At once where this is the exchange's thread. */
    private static void onThread(HttpServerExchange exchange, Runnable task) {
        if (exchange.isInIoThread()) {
            task.run();
        } else {
            exchange.getIoThread().execute(task);
        }
    }

    /** Nobody waits for the answer any more. */
    private static void giveUp(CompletableFuture<Outcome> outcome, HttpServerExchange exchange) {
        if (outcome.cancel(true)) {
            IoUtils.safeClose(exchange.getConnection());
            exchange.endExchange();
        } else {
            BodyTransfer.giveUp(exchange);
        }
    }

    private static void write(Outcome outcome, RestRoute route, HttpServerExchange exchange) {
        try {
            OutcomeWriter.write(outcome, exchange);
        } catch (RuntimeException e) {
            ProblemDetails.write(FlowExecutor.unexpected(route.flow().operation(), e), exchange);
        }
    }

    private static HttpInputs inputs(RouteMatch.Found found, byte[] body, HttpServerExchange exchange) {
        var headers = exchange.getRequestHeaders();
        var content = new Value.Content(
                body,
                header(exchange, Headers.CONTENT_TYPE),
                header(exchange, Headers.CONTENT_ENCODING).filter(encoding -> !encoding.equalsIgnoreCase("identity")));
        return new HttpInputs(
                found.route().path().variables(),
                found.values(),
                found.claim().authentication().withoutSecrets(exchange.getQueryString()),
                name -> all(headers, new HttpString(name)),
                content,
                MultipartBody::fields);
    }

    /** OPTIONS is never refused, since browsers ask it without credentials; it tells what the request may call. */
    private void refuseMethod(RouteMatch.WrongMethod wrong, HttpServerExchange exchange) {
        var refusals = new ArrayList<Refusal>();
        var admitting = admitting(wrong.claims(), exchange, refusals);
        if (admitting.isEmpty() && !exchange.getRequestMethod().equals(Methods.OPTIONS)) {
            ProblemDetails.write(Refusal.of(refusals), exchange);
            return;
        }
        var allow = String.join(", ", new RouteMatch.WrongMethod(admitting).allowed());
        exchange.getResponseHeaders().put(Headers.ALLOW, allow);
        if (exchange.getRequestMethod().equals(Methods.OPTIONS)) {
            exchange.setStatusCode(204).endExchange();
            return;
        }
        ProblemDetails.write(
                Failure.of(FailureCode.METHOD_WRONG, "This path has the methods " + allow + "."), exchange);
    }

    private static Optional<String> header(HttpServerExchange exchange, HttpString name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    /** Several lines of a header are one list (RFC 9110, section 5.3; of cookies RFC 6265, section 5.4). */
    private static Optional<String> all(HeaderMap headers, HttpString name) {
        var lines = headers.get(name);
        if (lines == null) {
            return Optional.empty();
        }
        return Optional.of(
                lines.size() == 1 ? lines.getFirst() : String.join(name.equals(Headers.COOKIE) ? "; " : ", ", lines));
    }
}
