import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends GET at a fixed rate, whether or not answers come, and prints quantiles of the latency in ms as JSON.
 *
 * <p>A latency is counted from the moment at which its request was due. So a server that pauses pays for all requests that
 * fell into its pause, not only for those that were under way (the fault called coordinated omission). The first two
 * seconds are sent and not counted. One thread; answers need a Content-Length.
 *
 * <p>{@code java OpenLoop.java PORT PATH PER_SECOND SECONDS CONNECTIONS}
 */
final class OpenLoop {
    private static final double WARM_SECONDS = 2;

    private final Selector selector = Selector.open();
    private final ArrayDeque<Connection> idle = new ArrayDeque<>();
    private final ArrayDeque<Long> due = new ArrayDeque<>();
    private final byte[] request;
    private final long[] latencies;
    private int counted;
    private int errors;
    private int sent;
    private long countFrom;

    private OpenLoop(byte[] request, int most) throws IOException {
        this.request = request;
        this.latencies = new long[most];
    }

    public static void main(String[] args) throws IOException {
        var port = Integer.parseInt(args[0]);
        var rate = Integer.parseInt(args[2]);
        var seconds = Double.parseDouble(args[3]);
        var head = "GET " + args[1] + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n\r\n";
        var loop = new OpenLoop(head.getBytes(StandardCharsets.US_ASCII), (int) (rate * seconds) + rate);
        loop.connect(port, Integer.parseInt(args[4]));
        loop.run(rate, seconds);
        loop.print(seconds);
    }

    private void connect(int port, int connections) throws IOException {
        for (var i = 0; i < connections; i++) {
            var channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            var connection = new Connection(channel);
            channel.register(selector, SelectionKey.OP_READ, connection);
            idle.add(connection);
        }
    }

    private void run(int rate, double seconds) throws IOException {
        var begin = System.nanoTime();
        countFrom = begin + (long) (WARM_SECONDS * 1e9);
        var total = (long) (rate * (seconds + WARM_SECONDS));
        var giveUp = begin + (long) ((seconds + WARM_SECONDS + 10) * 1e9);
        var open = idle.size();
        for (long next = 0; next < total || !due.isEmpty() || idle.size() < open; ) {
            var now = System.nanoTime();
            if (now > giveUp) {
                errors += due.size() + open - idle.size();
                return;
            }
            for (; next < total && begin + (long) (next * 1e9 / rate) <= now; next++) {
                due.add(begin + (long) (next * 1e9 / rate));
            }
            while (!due.isEmpty() && !idle.isEmpty()) {
                idle.poll().send(due.poll());
            }
            // select() waits in whole milliseconds, so it only looks, and the thread rests for a moment.
            if (selector.selectNow(key -> ((Connection) key.attachment()).read()) == 0) {
                LockSupport.parkNanos(20_000);
            }
            open = selector.keys().size();
        }
    }

    private void print(double seconds) {
        var seen = Arrays.copyOf(latencies, counted);
        Arrays.sort(seen);
        System.out.printf(
                Locale.ROOT,
                "{\"rate\":%.1f,\"sent\":%d,\"counted\":%d,\"errors\":%d,\"p50\":%.3f,\"p99\":%.3f,\"p999\":%.3f,\"max\":%.3f}%n",
                counted / seconds, sent, counted, errors, at(seen, 0.5), at(seen, 0.99), at(seen, 0.999), at(seen, 1));
    }

    private static double at(long[] sorted, double share) {
        if (sorted.length == 0) {
            return -1;
        }
        return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))] / 1e6;
    }

    /** A connection that waits for one answer at a time. */
    private final class Connection {
        private final SocketChannel channel;
        private final ByteBuffer buffer = ByteBuffer.allocate(65_536);
        private long wasDue;
        private long missing = -1;

        Connection(SocketChannel channel) {
            this.channel = channel;
        }

        void send(long dueAt) throws IOException {
            wasDue = dueAt;
            sent++;
            // So few bytes always fit into the buffer of an idle socket.
            channel.write(ByteBuffer.wrap(request));
        }

        void read() {
            try {
                while (true) {
                    var count = channel.read(buffer);
                    if (count < 0) {
                        fail();
                        return;
                    }
                    if (count == 0) {
                        return;
                    }
                    if (complete()) {
                        end();
                        return;
                    }
                }
            } catch (IOException e) {
                fail();
            }
        }

        private boolean complete() {
            if (missing < 0) {
                var text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
                var head = text.indexOf("\r\n\r\n");
                if (head < 0) {
                    return false;
                }
                if (!text.startsWith("HTTP/1.1 200")) {
                    errors++;
                }
                missing = head + 4 + length(text.substring(0, head));
            }
            missing -= buffer.position();
            buffer.clear();
            return missing <= 0;
        }

        private long length(String head) {
            var name = head.toLowerCase(Locale.ROOT).indexOf("content-length:");
            var end = head.indexOf('\r', name);
            return Long.parseLong(head.substring(name + 15, end < 0 ? head.length() : end).strip());
        }

        private void end() {
            missing = -1;
            if (wasDue >= countFrom && counted < latencies.length) {
                latencies[counted++] = System.nanoTime() - wasDue;
            }
            idle.add(this);
        }

        private void fail() {
            errors++;
            try {
                channel.close();
            } catch (IOException e) {
                // It is given up already.
            }
        }
    }
}
