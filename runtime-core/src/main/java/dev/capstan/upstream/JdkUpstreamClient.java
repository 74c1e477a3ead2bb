package dev.capstan.upstream;

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
import java.util.Optional;
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
import org.jspecify.annotations.Nullable;

/**
 * The upstream client of the JDK.
 *
 * <p>A call starts on a thread of its own small pool, because the JDK looks up host names in the thread that starts a
 * call, and callers are I/O threads that must not wait for a name server. The rest runs on the client's
 * selector thread and, at the end, in the common pool: its default of one more thread per stage costs twice the CPU.
 */
public final class JdkUpstreamClient implements UpstreamClient {
    private static final int STARTERS = 8;

    private final UpstreamLimits limits;
    private final UpstreamTls tls;
    private final HttpClient.Version version;
    private final ThreadPoolExecutor starters;
    private final ScheduledThreadPoolExecutor deadlines;
    private final GarbageGuard garbage = new GarbageGuard();
    private @Nullable HttpClient client;

    /** One that speaks HTTP/1.1. */
    public JdkUpstreamClient(UpstreamLimits limits, UpstreamTls tls) {
        this(limits, tls, HttpClient.Version.HTTP_1_1);
    }

    private JdkUpstreamClient(UpstreamLimits limits, UpstreamTls tls, HttpClient.Version version) {
        this.limits = limits;
        this.tls = tls;
        this.version = version;
        starters = new ThreadPoolExecutor(
                STARTERS, STARTERS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons("capstan-upstream-"));
        starters.allowCoreThreadTimeOut(true);
        deadlines = new ScheduledThreadPoolExecutor(1, daemons("capstan-deadlines-"));
        deadlines.setRemoveOnCancelPolicy(true);
    }

    /** One that speaks HTTP/2 with upstreams that offer it, and HTTP/1.1 with the others. */
    public static JdkUpstreamClient http2(UpstreamLimits limits, UpstreamTls tls) {
        return new JdkUpstreamClient(limits, tls, HttpClient.Version.HTTP_2);
    }

    /** A body: whole, or a stream. */
    record Body(byte[] bytes, Optional<BodyStream> stream) {
        static Body of(byte[] bytes) {
            return new Body(bytes, Optional.empty());
        }

        static Body of(BodyStream stream) {
            return new Body(new byte[0], Optional.of(stream));
        }
    }

    @Override
    public CompletableFuture<UpstreamResponse> send(UpstreamRequest request) {
        return send(request, false);
    }

    @Override
    public CompletableFuture<UpstreamResponse> open(UpstreamRequest request) {
        return send(request, true);
    }

    private CompletableFuture<UpstreamResponse> send(UpstreamRequest request, boolean mayStream) {
        if (garbage.spares(request.origin())) {
            return CompletableFuture.failedFuture(UpstreamFaults.spared(request.origin(), GarbageGuard.PAUSE));
        }
        var answer = new CompletableFuture<UpstreamResponse>();
        var deadline = deadlines.schedule(
                () -> answer.completeExceptionally(UpstreamFaults.timedOut(request.origin(), limits.totalTimeout())),
                limits.totalTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
        answer.whenComplete((response, failure) -> deadline.cancel(false));
        starters.execute(() -> start(request, mayStream, answer));
        return answer;
    }

    private void start(UpstreamRequest request, boolean mayStream, CompletableFuture<UpstreamResponse> answer) {
        if (answer.isDone()) {
            return;
        }
        try {
            var headersSeen = new AtomicBoolean();
            var exchange = client().sendAsync(httpRequest(request), head -> {
                headersSeen.set(true);
                return body(request, head, mayStream);
            });
            // Cancelling what sendAsync returned gives up the exchange itself; cancelling a dependent would not.
            answer.whenComplete((response, failure) -> {
                if (failure != null) {
                    exchange.cancel(true);
                }
            });
            exchange.whenComplete((response, fault) -> {
                if (fault == null) {
                    garbage.gotAnswer(request.origin());
                    if (!answer.complete(upstreamResponse(response))) {
                        response.body().stream().ifPresent(BodyStream::close);
                    }
                } else {
                    answer.completeExceptionally(translated(request, fault, headersSeen.get()));
                }
            });
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    /** Made when it is first needed: it reads the trust store. */
    private synchronized HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder()
                    .version(version)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(limits.connectTimeout())
                    .sslContext(tls.context())
                    .executor(Runnable::run)
                    .build();
        }
        return client;
    }

    private HttpResponse.BodySubscriber<Body> body(
            UpstreamRequest request, HttpResponse.ResponseInfo head, boolean mayStream) {
        var length = head.headers().firstValueAsLong("Content-Length").orElse(-1);
        // One of unknown length may break off soon, which can be told as long as nothing of it was passed on.
        var isLong = length > BodyStream.SMALL
                || length < 0 && BodyStream.isOfEvents(head.headers().firstValue("Content-Type"));
        if (mayStream && isLong && head.statusCode() < 400 && !request.method().equals("HEAD")) {
            return new JdkBodyStream(length, limits.totalTimeout().toMillis(), deadlines);
        }
        return HttpResponse.BodySubscribers.mapping(
                new CappedBody(limits.maxResponseBytes(), request.origin()), Body::of);
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

    private static UpstreamResponse upstreamResponse(HttpResponse<Body> response) {
        var headers = new ArrayList<Header>();
        response.headers()
                .map()
                .forEach((name, values) -> values.forEach(value -> headers.add(new Header(name, value))));
        var body = response.body();
        return new UpstreamResponse(response.statusCode(), headers, body.bytes(), body.stream());
    }

    /** The only place where the JDK's faults become ours. Their texts are not passed on. */
    private Throwable translated(UpstreamRequest request, Throwable thrown, boolean headersSeen) {
        var fault = thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        var upstream = request.origin();
        if (fault instanceof FailureException failure) {
            return failure;
        }
        if (fault instanceof HttpConnectTimeoutException) {
            return UpstreamFaults.connectTimedOut(upstream, limits.connectTimeout());
        }
        if (fault instanceof ConnectException) {
            return hasCause(fault, UnresolvedAddressException.class)
                    ? UpstreamFaults.hostUnknown(upstream)
                    : UpstreamFaults.refused(upstream);
        }
        if (fault instanceof SSLException) {
            return UpstreamFaults.noTls(upstream, tls.refusal(upstream.host(), upstream.effectivePort()));
        }
        if (headersSeen && fault instanceof IOException) {
            return UpstreamFaults.brokeOffInside(upstream);
        }
        if (!(fault instanceof IOException || fault instanceof IllegalArgumentException)) {
            // Not the upstream's doing, for instance out of memory: it is logged, and the caller gets an id.
            return fault;
        }
        if (fault instanceof ProtocolException || fault instanceof IllegalArgumentException) {
            garbage.gotGarbage(request.origin());
            return UpstreamFaults.notHttp(upstream);
        }
        return UpstreamFaults.brokeOff(upstream);
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
