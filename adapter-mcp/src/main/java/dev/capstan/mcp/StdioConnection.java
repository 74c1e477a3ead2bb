package dev.capstan.mcp;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * MCP over the streams of a process: one message a line, in both directions (MCP 2026-07-28, stdio). A line that is no
 * message is answered with an error, and the next one is read.
 */
final class StdioConnection {
    /** How long requests may take that are under way when the input ends. */
    private static final Duration GRACE = Duration.ofSeconds(35);

    /** How long a client may take to read what is written when all is said. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    /** Messages that the client has not read; when there are more, its requests are not read either. */
    private static final int MAX_UNREAD = 10_000;

    private static final byte[] NOTHING = {};

    private final Engine engine;
    private final Subscriptions subscriptions;
    private final Supplier<McpEndpoint> endpoint;
    private final OutputStream out;
    private final int maxMessageBytes;
    private final Session session = new Session("stdio", ClientCapabilities.NONE);
    private final BlockingQueue<byte[]> unread = new LinkedBlockingQueue<>(MAX_UNREAD);
    private final Object turn = new Object();
    private int unanswered;
    private int unwritten;
    private volatile boolean isGone;

    /** @param endpoint what is offered now */
    StdioConnection(
            Engine engine,
            Subscriptions subscriptions,
            Supplier<McpEndpoint> endpoint,
            OutputStream out,
            int maxMessageBytes) {
        this.engine = engine;
        this.subscriptions = subscriptions;
        this.endpoint = endpoint;
        this.out = out;
        this.maxMessageBytes = maxMessageBytes;
    }

    /** Answers until the input ends, and what was asked before then. */
    void serve(InputStream in) throws IOException {
        // A client that does not read must not keep this from noticing that it has gone.
        var writer = new Thread(this::write, "capstan-stdout");
        writer.setDaemon(true);
        writer.start();
        subscriptions.listen(new Way(endpoint.get(), true), Optional.of(session));
        var lines = new BufferedInputStream(in, 64 * 1024);
        for (var line = line(lines); line.isPresent(); line = line(lines)) {
            answer(line.get());
        }
        // These would never end.
        engine.abandonQuestions();
        subscriptions.close();
        await(GRACE, () -> unanswered == 0);
        await(LAST_WORDS, () -> unwritten == 0);
    }

    /** What was read of the input, as one of the three things that it can be. */
    private record Line(byte[] bytes, boolean isTooLong) {
        boolean isBlank() {
            for (var b : bytes) {
                if (b != ' ' && b != '\t' && b != '\r') {
                    return false;
                }
            }
            return !isTooLong;
        }
    }

    /** The next line without its end; empty at the end of the input. */
    private Optional<Line> line(InputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var isTooLong = false;
        for (var b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return bytes.size() == 0 && !isTooLong
                        ? Optional.empty()
                        : Optional.of(new Line(bytes.toByteArray(), isTooLong));
            }
            if (bytes.size() < maxMessageBytes) {
                bytes.write(b);
            } else {
                isTooLong = true;
            }
        }
        return Optional.of(new Line(isTooLong ? NOTHING : bytes.toByteArray(), isTooLong));
    }

    private void answer(Line line) {
        if (line.isTooLong()) {
            say(Replies.error(
                    Optional.empty(),
                    ErrorCode.INVALID_REQUEST,
                    "A message may have up to " + maxMessageBytes + " bytes"));
        } else if (!line.isBlank()) {
            count(1, 0);
            engine.handle(line.bytes(), new Way(endpoint.get(), false)).whenComplete((made, fault) -> {
                // To a request that its client cancelled nothing is said.
                if (fault == null) {
                    made.body().ifPresent(this::say);
                }
                count(-1, 0);
            });
        }
    }

    private void count(int answering, int writing) {
        synchronized (turn) {
            unanswered += answering;
            unwritten += writing;
            turn.notifyAll();
        }
    }

    private void await(Duration patience, BooleanSupplier isDone) {
        var deadline = System.nanoTime() + patience.toNanos();
        synchronized (turn) {
            try {
                for (var left = patience.toMillis(); !isDone.getAsBoolean() && left > 0 && !isGone; ) {
                    turn.wait(left);
                    left = (deadline - System.nanoTime()) / 1_000_000;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void say(byte[] message) {
        try {
            if (!isGone) {
                count(0, 1);
                unread.put(message);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Messages have no line breaks: those in texts are escaped, and others are not written. */
    private void write() {
        try {
            while (true) {
                out.write(unread.take());
                out.write('\n');
                if (unread.isEmpty()) {
                    out.flush();
                }
                count(0, -1);
            }
        } catch (IOException e) {
            // The client has gone; nobody waits for anything any more.
            isGone = true;
            unread.clear();
            count(0, 0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The way of one message. */
    private final class Way implements Delivery {
        private final McpEndpoint offered;
        private final boolean isForLists;

        /** @param isForLists whether it is for what clients of 2025 are told without asking, once they have initialized */
        Way(McpEndpoint offered, boolean isForLists) {
            this.offered = offered;
            this.isForLists = isForLists;
        }

        @Override
        public McpEndpoint endpoint() {
            return offered;
        }

        @Override
        public Optional<String> header(String name) {
            return Optional.empty();
        }

        @Override
        public boolean hasHeaders() {
            return false;
        }

        @Override
        public boolean canStream() {
            return true;
        }

        @Override
        public void send(byte[] message) {
            if (!isForLists || session.isInitialized()) {
                say(message);
            }
        }

        @Override
        public Optional<Session> connection() {
            return Optional.of(session);
        }

        @Override
        public String principal() {
            return "";
        }

        @Override
        public Optional<McpEndpoint> current() {
            return Optional.of(endpoint.get());
        }
    }
}
