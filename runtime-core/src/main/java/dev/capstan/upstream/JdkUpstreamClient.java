package dev.capstan.upstream;

import dev.capstan.failure.FailureCode;
import dev.capstan.failure.FailureException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;

/**
 * The upstream client of the JDK, HTTP/1.1.
 *
 * <p>A call starts on a thread of its own small pool, because the JDK looks up host names in the thread that starts a
 * call, and callers are I/O threads that must not wait for a name server. The rest runs on the client's
 * selector thread and, at the end, in the common pool: its default of one more thread per stage costs twice the CPU.
 */
public final class JdkUpstreamClient implements UpstreamClient {
    private static final int STARTERS = 8;

    private final UpstreamLimits limits;
    private final HttpClient client;
    private final ThreadPoolExecutor starters;
    private final ScheduledThreadPoolExecutor deadlines;
    private final GarbageGuard garbage = new GarbageGuard();

    public JdkUpstreamClient(UpstreamLimits limits) {
        this.limits = limits;
        starters = new ThreadPoolExecutor(
                STARTERS, STARTERS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons("capstan-upstream-"));
        starters.allowCoreThreadTimeOut(true);
        deadlines = new ScheduledThreadPoolExecutor(1, daemons("capstan-deadlines-"));
        deadlines.setRemoveOnCancelPolicy(true);
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(limits.connectTimeout())
                .executor(Runnable::run)
                .build();
    }

    @Override
    public CompletableFuture<UpstreamResponse> send(UpstreamRequest request) {
        if (garbage.spares(request.origin())) {
            return CompletableFuture.failedFuture(spared(request));
        }
        var answer = new CompletableFuture<UpstreamResponse>();
        var deadline = deadlines.schedule(
                () -> answer.completeExceptionally(timedOut(request)),
                limits.totalTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
        answer.whenComplete((response, failure) -> deadline.cancel(false));
        starters.execute(() -> start(request, answer));
        return answer;
    }

    private void start(UpstreamRequest request, CompletableFuture<UpstreamResponse> answer) {
        if (answer.isDone()) {
            return;
        }
        try {
            var headersSeen = new AtomicBoolean();
            var exchange = client.sendAsync(httpRequest(request), info -> {
                headersSeen.set(true);
                return new CappedBody(
                        limits.maxResponseBytes(), request.origin().authority());
            });
            // Cancelling what sendAsync returned gives up the exchange itself; cancelling a dependent would not.
            answer.whenComplete((response, failure) -> exchange.cancel(true));
            exchange.whenComplete((response, fault) -> {
                if (fault == null) {
                    garbage.gotAnswer(request.origin());
                    answer.complete(upstreamResponse(response));
                } else {
                    answer.completeExceptionally(translated(request, fault, headersSeen.get()));
                }
            });
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    private static HttpRequest httpRequest(UpstreamRequest request) {
        var builder = HttpRequest.newBuilder(URI.create(request.url()));
        request.headers().forEach(header -> builder.header(header.name(), header.value()));
        if (request.body().isEmpty() && request.method().equals("GET")) {
            return builder.GET().build();
        }
        var body = request.body()
                .map(bytes -> BodyPublishers.ofByteArray(bytes.source(), bytes.from(), bytes.length()))
                .orElseGet(BodyPublishers::noBody);
        return builder.method(request.method(), body).build();
    }

    private FailureException spared(UpstreamRequest request) {
        return new FailureException(
                FailureCode.UPSTREAM_UNREADABLE,
                request.origin().authority() + " keeps answering with something that is not HTTP; it is asked again"
                        + " after " + seconds(GarbageGuard.PAUSE) + ".");
    }

    private static UpstreamResponse upstreamResponse(HttpResponse<byte[]> response) {
        var headers = new ArrayList<Header>();
        response.headers()
                .map()
                .forEach((name, values) -> values.forEach(value -> headers.add(new Header(name, value))));
        return new UpstreamResponse(response.statusCode(), headers, response.body());
    }

    /** The only place where the JDK's faults become ours. Their texts are not passed on. */
    private Throwable translated(UpstreamRequest request, Throwable thrown, boolean headersSeen) {
        var fault = thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        var upstream = request.origin().authority();
        if (fault instanceof FailureException failure) {
            return failure;
        }
        if (fault instanceof HttpConnectTimeoutException) {
            return new FailureException(
                    FailureCode.UPSTREAM_TIMEOUT,
                    "No connection to " + upstream + " within " + seconds(limits.connectTimeout()) + ".");
        }
        if (fault instanceof ConnectException) {
            var why = hasCause(fault, UnresolvedAddressException.class)
                    ? "the host name is not known"
                    : "the connection was refused or the host cannot be reached";
            return new FailureException(
                    FailureCode.UPSTREAM_UNREACHABLE, "No connection to " + upstream + ": " + why + ".");
        }
        if (fault instanceof SSLException) {
            return new FailureException(
                    FailureCode.UPSTREAM_UNREACHABLE,
                    "No TLS connection to " + upstream
                            + ": its certificate is not trusted, does not name the host, or it does not speak TLS.");
        }
        if (headersSeen && fault instanceof IOException) {
            return new FailureException(
                    FailureCode.UPSTREAM_UNREADABLE, upstream + " broke off in the middle of its answer.");
        }
        if (!(fault instanceof IOException || fault instanceof IllegalArgumentException)) {
            // Not the upstream's doing, for instance out of memory: it is logged, and the caller gets an id.
            return fault;
        }
        if (fault instanceof ProtocolException || fault instanceof IllegalArgumentException) {
            garbage.gotGarbage(request.origin());
            return new FailureException(
                    FailureCode.UPSTREAM_UNREADABLE, "What " + upstream + " answered is not valid HTTP.");
        }
        return new FailureException(
                FailureCode.UPSTREAM_BROKE_OFF, upstream + " closed the connection before it answered.");
    }

    private FailureException timedOut(UpstreamRequest request) {
        return new FailureException(
                FailureCode.UPSTREAM_TIMEOUT,
                request.origin().authority() + " did not answer completely within " + seconds(limits.totalTimeout())
                        + ".");
    }

    private static String seconds(java.time.Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    private static boolean hasCause(Throwable fault, Class<? extends Throwable> type) {
        for (var cause = fault; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private static ThreadFactory daemons(String prefix) {
        var number = new AtomicInteger();
        return task -> {
            var thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public void close() {
        starters.shutdownNow();
        deadlines.shutdownNow();
    }
}
