package dev.capstan.undertow;

import dev.capstan.failure.FailureException;
import dev.capstan.upstream.Origin;
import dev.capstan.upstream.UpstreamFaults;
import dev.capstan.upstream.UpstreamLimits;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The connections of one I/O thread to one origin, and the calls that wait for one. Used on that thread only. */
final class Pool {
    private final Origin origin;
    private final Lane lane;

    /** The one used last comes first. */
    private final Deque<Connection> idle = new ArrayDeque<>();

    private final Set<Connecting> connecting = new LinkedHashSet<>();
    private final Deque<Call> waiting = new ArrayDeque<>();
    private int connections;

    Pool(Origin origin, Lane lane) {
        this.origin = origin;
        this.lane = lane;
    }

    Origin origin() {
        return origin;
    }

    Lane lane() {
        return lane;
    }

    private UpstreamLimits limits() {
        return lane.limits();
    }

    /** Sends a call on a connection, now or when there is one. */
    void take(Call call) {
        @Nullable Connection connection = usable();
        if (connection != null) {
            connection.carry(call);
        } else if (waiting.size() >= limits().maxWaiting() + limits().maxConnections() - connections) {
            // Those that there may still be connections for are no excess.
            call.fail(UpstreamFaults.busy(origin, connections, waiting.size()));
        } else {
            waiting.addLast(call);
            connect();
        }
    }

    private @Nullable Connection usable() {
        @Nullable Connection connection = idle.pollFirst();
        while (connection != null) {
            if (connection.isQuiet()) {
                return connection;
            }
            connection.close();
            connection = idle.pollFirst();
        }
        return null;
    }

    private void connect() {
        if (connections + connecting.size() < limits().maxConnections() && connecting.size() < waiting.size()) {
            var next = new Connecting(this);
            connecting.add(next);
            next.begin();
        }
    }

    void connected(Connecting done, Connection connection) {
        if (!connecting.remove(done)) {
            connection.close();
            return;
        }
        connections++;
        connection.whenClosed(this::closed);
        free(connection);
    }

    /** One call is told for each connection that could not be had. */
    void failed(Connecting done, FailureException fault) {
        if (connecting.remove(done)) {
            @Nullable Call call = nextWaiting();
            if (call != null) {
                call.fail(fault);
            }
            connect();
        }
    }

    /** A connection has nothing to do. */
    void free(Connection connection) {
        connection.rest();
        @Nullable Call call = nextWaiting();
        if (call == null) {
            idle.addFirst(connection);
        } else if (connection.isQuiet()) {
            connection.carry(call);
        } else {
            waiting.addFirst(call);
            connection.close();
        }
    }

    /** A connection is over. */
    void closed(Connection connection) {
        connections--;
        idle.remove(connection);
        connect();
    }

    /** The connection was over when the call came; so are others, if the upstream was started anew. */
    void repeat(Call call) {
        List.copyOf(idle).forEach(Connection::close);
        waiting.addFirst(call);
        connect();
    }

    private @Nullable Call nextWaiting() {
        @Nullable Call call = waiting.pollFirst();
        while (call != null && call.isDone()) {
            call = waiting.pollFirst();
        }
        return call;
    }

    /** Ends what took too long; whether nothing is left. */
    boolean tidy(long now) {
        var patience = limits().connectTimeout();
        for (var one : List.copyOf(connecting)) {
            if (one.isOlder(patience, now)) {
                one.giveUp();
                failed(one, UpstreamFaults.connectTimedOut(origin, patience));
            }
        }
        while (!waiting.isEmpty()
                && (waiting.peekFirst().isDone() || waiting.peekFirst().isOlder(patience, now))) {
            var late = waiting.pollFirst();
            if (!late.isDone()) {
                late.fail(
                        connecting.isEmpty()
                                ? UpstreamFaults.busy(origin, connections, waiting.size())
                                : UpstreamFaults.connectTimedOut(origin, patience));
            }
        }
        while (!idle.isEmpty() && idle.peekLast().isExpired(now)) {
            idle.pollLast().close();
        }
        return connections == 0 && connecting.isEmpty() && waiting.isEmpty();
    }

    void close() {
        List.copyOf(connecting).forEach(Connecting::giveUp);
        connecting.clear();
        List.copyOf(idle).forEach(Connection::close);
    }
}
