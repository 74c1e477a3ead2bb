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
        } else if (isFull()) {
            call.fail(UpstreamFaults.busy(origin, connections, waiting.size()));
        } else {
            call.waits();
            waiting.addLast(call);
            connect();
        }
    }

    /** Those that there may still be connections for are no excess, and those that nobody wants any more are not there. */
    private boolean isFull() {
        var most = limits().maxWaiting() + limits().maxConnections() - connections;
        return waiting.size() >= most && !(waiting.removeIf(Call::isDone) && waiting.size() < most);
    }

    private @Nullable Connection usable() {
        var now = System.nanoTime();
        @Nullable Connection connection = idle.pollFirst();
        while (connection != null) {
            if (!connection.isExpired(now) && connection.isQuiet()) {
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
        if (!connecting.contains(done)) {
            connection.close();
        } else if (connection.isQuiet()) {
            connecting.remove(done);
            connections++;
            connection.whenClosed(this::closed);
            free(connection);
        } else {
            // To try again at once would go on for ever with an upstream that does this always.
            connection.close();
            failed(done, UpstreamFaults.brokeOff(origin));
        }
    }

    /** One call is told for each connection that could not be had. */
    void failed(Connecting done, FailureException fault) {
        if (connecting.remove(done)) {
            if (!nobodyWaits()) {
                waiting.removeFirst().fail(fault);
            }
            connect();
        }
    }

    /** A connection has nothing to do. */
    void free(Connection connection) {
        connection.rest();
        idle.addFirst(connection);
        // What waits is not lost whatever becomes of the connection.
        while (!nobodyWaits()) {
            @Nullable Connection next = usable();
            if (next == null) {
                connect();
                return;
            }
            next.carry(waiting.removeFirst());
        }
    }

    /** Calls that are over do not wait any more. */
    private boolean nobodyWaits() {
        while (!waiting.isEmpty() && waiting.getFirst().isDone()) {
            waiting.removeFirst();
        }
        return waiting.isEmpty();
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
        call.waits();
        waiting.addFirst(call);
        connect();
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
        while (!nobodyWaits() && waiting.getFirst().hasWaited(patience, now)) {
            waiting.removeFirst()
                    .fail(
                            connecting.isEmpty()
                                    ? UpstreamFaults.busy(origin, connections, waiting.size())
                                    : UpstreamFaults.connectTimedOut(origin, patience));
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
