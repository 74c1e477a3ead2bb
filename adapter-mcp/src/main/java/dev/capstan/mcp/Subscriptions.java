package dev.capstan.mcp;

import dev.capstan.value.JsonKind;
import dev.capstan.value.JsonText;
import dev.capstan.value.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The clients that want to be told when lists or resources change: those of 2026 by {@code subscriptions/listen}, those of
 * 2025 by the stream that they open with GET. Thread-safe.
 */
final class Subscriptions {
    private static final System.Logger LOG = System.getLogger(Subscriptions.class.getName());

    private static final int MAX_STREAMS = 2000;
    private static final int LOOK_SECONDS = 1;

    private final Set<Stream> streams = ConcurrentHashMap.newKeySet();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicBoolean isLooking = new AtomicBoolean();
    private final Executor blocking;

    /** @param blocking for looking at files */
    Subscriptions(Executor blocking) {
        this.blocking = blocking;
    }

    /** What a client of 2026 wants to know. */
    record Filter(boolean tools, boolean prompts, boolean resources, Set<String> uris) {
        /** A client of 2025 is told of every list, and of the resources that it subscribes to in its session. */
        static final Filter LISTS = new Filter(true, true, true, Set.of());

        /** What of the wishes of a client can be met at an endpoint; the others are left out. */
        static Filter of(Map<String, Value.Json> wishes, McpEndpoint endpoint, boolean isWatching) {
            var uris = new LinkedHashSet<String>();
            var asked = wishes.get("resourceSubscriptions");
            if (asked != null && asked.kind() == JsonKind.ARRAY) {
                asked.texts().stream()
                        .limit(Session.MAX_SUBSCRIPTIONS)
                        .filter(uri -> uri.length() <= Session.MAX_SUBSCRIBED_URI
                                && endpoint.watched(uri).isPresent())
                        .forEach(uris::add);
            }
            return new Filter(
                    isWatching && isTrue(wishes.get("toolsListChanged")),
                    isWatching && isTrue(wishes.get("promptsListChanged")) && endpoint.has(ListKind.PROMPTS),
                    isWatching && isTrue(wishes.get("resourcesListChanged")) && endpoint.has(ListKind.RESOURCES),
                    uris);
        }

        private static boolean isTrue(Value.@Nullable Json value) {
            return value != null
                    && value.kind() == JsonKind.BOOLEAN
                    && value.text().equals("true");
        }

        Map<String, Object> acknowledged() {
            var agreed = new LinkedHashMap<String, Object>();
            if (tools) {
                agreed.put("toolsListChanged", true);
            }
            if (prompts) {
                agreed.put("promptsListChanged", true);
            }
            if (resources) {
                agreed.put("resourcesListChanged", true);
            }
            if (!uris.isEmpty()) {
                agreed.put("resourceSubscriptions", uris);
            }
            return agreed;
        }

        boolean wants(ListKind kind) {
            return switch (kind) {
                case TOOLS -> tools;
                case PROMPTS -> prompts;
                case RESOURCES, TEMPLATES -> resources;
            };
        }
    }

    /** One client that listens. */
    private final class Stream {
        private final Delivery delivery;
        private final Filter filter;
        private final Map<String, Value.Json> tag;
        private final Optional<Session> session;
        private final CompletableFuture<Reply> end = new CompletableFuture<>();
        private final long number = numbers.incrementAndGet();
        private final Map<String, Optional<Object>> stamps = new HashMap<>();
        private Optional<String> folders = Optional.empty();
        private McpEndpoint seen;

        /** @param id of the request that opened it, with which each message is tagged; empty for a client of 2025 */
        Stream(Delivery delivery, Filter filter, Optional<Value.Json> id, Optional<Session> session) {
            this.delivery = delivery;
            this.filter = filter;
            this.tag = id.map(Stream::tag).orElse(Map.of());
            this.session = session;
            this.seen = delivery.endpoint();
        }

        private static Map<String, Value.Json> tag(Value.Json id) {
            var meta = Replies.object(Map.of(Meta.SUBSCRIPTION_ID, id));
            return Map.of("_meta", new Value.Json(JsonKind.OBJECT, meta, 0, meta.length));
        }

        void send(String method, Map<String, ?> params) {
            if (isNewest()) {
                delivery.send(Replies.notification(method, tag, JsonText.quote(params)));
            }
        }

        /** Of the streams of a session at one place one is told, and not all (MCP 2025-11-25, transports, multiple connections). */
        private boolean isNewest() {
            return session.isEmpty() || streams.stream().noneMatch(this::isReplacedBy);
        }

        private boolean isReplacedBy(Stream other) {
            return other.number > number
                    && other.delivery.place().equals(delivery.place())
                    && other.session
                            .filter(it -> it.id().equals(session.orElseThrow().id()))
                            .isPresent();
        }

        /** Compares what is offered now with what it was. */
        synchronized void look() {
            var now = delivery.current();
            if (now.isEmpty()) {
                close();
                return;
            }
            var before = seen;
            seen = now.get();
            if (before.equals(seen)) {
                return;
            }
            tell(ListKind.TOOLS, before, ListKind.TOOLS);
            tell(ListKind.PROMPTS, before, ListKind.PROMPTS);
            tell(ListKind.RESOURCES, before, ListKind.RESOURCES, ListKind.TEMPLATES);
        }

        private void tell(ListKind told, McpEndpoint before, ListKind... lists) {
            // To compare lists they must be written, which is only done for who wants to know.
            if (filter.wants(told) && Arrays.stream(lists).anyMatch(kind -> !before.listsAs(seen, kind))) {
                changed(told);
            }
        }

        void lookAtEverything() {
            look();
            lookAtFiles();
        }

        void changed(ListKind kind) {
            if (filter.wants(kind)) {
                send("notifications/" + kind.member() + "/list_changed", Map.of());
            }
        }

        Set<String> uris() {
            return session.map(Session::subscriptions).orElse(filter.uris());
        }

        /** Looks at the files that the client subscribed to. Reads the disk. */
        synchronized void lookAtFiles() {
            lookAtFolders();
            stamps.keySet().retainAll(uris());
            for (var uri : uris()) {
                seen.watched(uri).ifPresent(file -> {
                    var now = file.stamp();
                    var before = stamps.put(uri, now);
                    if (before != null && !before.equals(now)) {
                        send("notifications/resources/updated", Map.of("uri", uri));
                    }
                });
            }
        }

        /** What is in a folder is a part of the list. */
        private void lookAtFolders() {
            if (filter.resources() && seen.hasFolders()) {
                var before = folders;
                folders = Optional.of(seen.folderFiles());
                if (before.isPresent() && !before.equals(folders)) {
                    changed(ListKind.RESOURCES);
                }
            }
        }

        /** Ends it from this side (MCP 2026-07-28, cancellation, and subscriptions, graceful closure). */
        void close() {
            var id = tag.get("_meta");
            if (id == null) {
                end.complete(Reply.accepted());
                return;
            }
            var request = Message.members(id).get(Meta.SUBSCRIPTION_ID);
            if (request == null) {
                throw new IllegalStateException("the tag has the id");
            }
            var requestId = Map.of("_meta", id, "requestId", request);
            delivery.send(Replies.notification("notifications/cancelled", requestId, JsonText.quote(Map.of())));
            var result = Replies.object(Map.of("_meta", id));
            end.complete(Reply.ok(Replies.result(request, Replies.ascii("\"resultType\":\"complete\""), result)));
        }
    }

    /**
     * Opens a stream of a client of 2026.
     *
     * @return done when the stream is over; cancelling it ends the stream
     */
    CompletableFuture<Reply> listen(Message.Request request, Filter filter, Delivery delivery) {
        var stream = new Stream(delivery, filter, Optional.of(request.id()), Optional.empty());
        if (isFull()) {
            return CompletableFuture.completedFuture(Reply.of(
                    503,
                    Replies.error(
                            Optional.of(request.id()),
                            ErrorCode.INTERNAL_ERROR,
                            "There are " + MAX_STREAMS + " streams already; try again later")));
        }
        stream.send("notifications/subscriptions/acknowledged", Map.of("notifications", filter.acknowledged()));
        open(stream);
        return stream.end;
    }

    /**
     * Opens a stream of a client of 2025.
     *
     * @return done when the stream is over; cancelling it ends the stream. Empty when there are too many
     */
    Optional<CompletableFuture<Reply>> listen(Delivery delivery, Optional<Session> session) {
        var stream = new Stream(delivery, Filter.LISTS, Optional.empty(), session);
        if (isFull()) {
            return Optional.empty();
        }
        open(stream);
        return Optional.of(stream.end);
    }

    private boolean isFull() {
        return streams.size() >= MAX_STREAMS;
    }

    private void open(Stream stream) {
        streams.add(stream);
        stream.end.whenComplete((reply, fault) -> streams.remove(stream));
        // What changed before it was known here would not be told.
        blocking.execute(() -> looked(stream, Stream::lookAtEverything));
        lookLater();
    }

    /** One stream that cannot be served must not keep the others from being told. */
    private static void looked(Stream stream, Consumer<Stream> look) {
        try {
            look.accept(stream);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "A stream could not be told of changes", e);
            stream.close();
        }
    }

    /** Unless somebody looks already. */
    private void lookLater() {
        if (isLooking.compareAndSet(false, true)) {
            CompletableFuture.delayedExecutor(LOOK_SECONDS, TimeUnit.SECONDS, blocking)
                    .execute(this::lookAtFiles);
        }
    }

    private void lookAtFiles() {
        try {
            streams.forEach(stream -> looked(stream, Stream::lookAtFiles));
        } finally {
            isLooking.set(false);
            if (!streams.isEmpty()) {
                lookLater();
            }
        }
    }

    /** The files have changed: tells each client of which lists it sees others now. */
    void look() {
        streams.forEach(stream -> looked(stream, Stream::look));
    }

    /** Tells that a list has changed, whatever is in it. */
    void changed(ListKind kind) {
        streams.forEach(stream -> stream.changed(kind));
    }

    /** Ends the streams of a session that is over. */
    void end(Session session) {
        streams.stream()
                .filter(stream -> stream.session
                        .filter(it -> it.id().equals(session.id()))
                        .isPresent())
                .forEach(Stream::close);
    }

    /** Ends every stream. */
    void close() {
        streams.forEach(Stream::close);
    }
}
