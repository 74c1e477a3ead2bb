package dev.capstan.mcp;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * MCP over the streams of a process: one message a line, in both directions (MCP 2026-07-28, stdio). A line that is no
 * message is answered with an error, and the next one is read.
 */
final class StdioConnection {
    /** How long requests may take that are under way when the input ends. */
    private static final int GRACE_SECONDS = 35;

    /** How many requests may be under way; until one is done, no more are read. */
    private static final int MAX_UNDER_WAY = 1000;

    private static final byte[] NOTHING = {};

    private final Engine engine;
    private final Subscriptions subscriptions;
    private final Supplier<McpEndpoint> endpoint;
    private final OutputStream out;
    private final int maxMessageBytes;
    private final Session session = new Session("stdio", ClientCapabilities.NONE);
    private final Semaphore free = new Semaphore(MAX_UNDER_WAY);

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
        subscriptions.listen(new Way(endpoint.get(), true), Optional.of(session));
        var lines = new BufferedInputStream(in, 64 * 1024);
        for (var line = line(lines); line.isPresent(); line = line(lines)) {
            answer(line.get());
        }
        // These would never end.
        subscriptions.close();
        awaitReplies();
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
            write(Replies.error(
                    Optional.empty(),
                    ErrorCode.INVALID_REQUEST,
                    "A message may have up to " + maxMessageBytes + " bytes"));
        } else if (!line.isBlank()) {
            var reply = engine.handle(line.bytes(), new Way(endpoint.get(), false));
            free.acquireUninterruptibly();
            reply.whenComplete((made, fault) -> {
                // To a request that its client cancelled nothing is said.
                if (fault == null) {
                    made.body().ifPresent(this::write);
                }
                free.release();
            });
        }
    }

    private void awaitReplies() {
        try {
            if (free.tryAcquire(MAX_UNDER_WAY, GRACE_SECONDS, TimeUnit.SECONDS)) {
                free.release(MAX_UNDER_WAY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Messages have no line breaks: those in texts are escaped, and others are not written. */
    private synchronized void write(byte[] message) {
        try {
            out.write(message);
            out.write('\n');
            out.flush();
        } catch (IOException e) {
            // The client has gone; the end of the input will tell.
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
                write(message);
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
