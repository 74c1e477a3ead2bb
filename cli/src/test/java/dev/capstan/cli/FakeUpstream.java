package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.regex.Pattern;

/** An upstream made of sockets: it keeps every byte that it gets, and can misbehave. */
final class FakeUpstream implements AutoCloseable {
    private static final Pattern CONTENT_LENGTH = Pattern.compile("(?im)^content-length: *(\\d+)");

    private final ServerSocket server;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private volatile Behaviour behaviour = socket -> write(socket, ok("{\"ok\":true}"));

    private volatile Function<Received, String> answers;

    /** What happens to a connection after its request was read. */
    interface Behaviour {
        void answer(Socket socket) throws IOException, InterruptedException;
    }

    /** One request, split where its head ends. */
    record Received(String head, byte[] body) {
        String requestLine() {
            return head.lines().findFirst().orElse("");
        }

        /** The request without what differs from server to server: the port in the Host header. */
        String comparable() {
            return head.replaceAll("(?im)^host: .*\r\n", "") + new String(body, ISO_8859_1);
        }

        String header(String name) {
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse(null);
        }
    }

    FakeUpstream() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        start(this::accept);
    }

    /** A message with a status and a media type. */
    static String message(int status, String mediaType, String body) {
        return "HTTP/1.1 " + status + " X\r\nContent-Type: " + mediaType + "\r\nContent-Length: "
                + body.getBytes(UTF_8).length + "\r\n\r\n" + body;
    }

    static String ok(String json) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + json.getBytes(UTF_8).length
                + "\r\n\r\n" + json;
    }

    static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
        socket.getOutputStream().flush();
    }

    /** Answers every request of every connection with 200, until the socket is closed. */
    static void answerAll(ServerSocket listening) {
        while (!listening.isClosed()) {
            try {
                var socket = listening.accept();
                start(() -> {
                    try (socket) {
                        while (read(socket.getInputStream()) != null) {
                            write(socket, ok("{\"ok\":true}"));
                        }
                    } catch (IOException e) {
                        // The other side does not like what it sees, or is done.
                    }
                });
            } catch (IOException e) {
                return;
            }
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** Answers each request with what is made of it: a whole HTTP message, or JSON for a 200. */
    void answer(Function<Received, String> next) {
        answers = request -> {
            var text = next.apply(request);
            return text.startsWith("HTTP/") ? text : ok(text);
        };
    }

    /** From now on what counts is {@link #behave}. */
    void stopAnswering() {
        answers = null;
    }

    void behave(Behaviour next) {
        behaviour = next;
    }

    List<Received> received() {
        return received;
    }

    Received only() {
        if (received.size() != 1) {
            throw new AssertionError("expected one request, but there are " + received.size() + ": " + received);
        }
        return received.get(0);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            while (true) {
                var request = read(socket.getInputStream());
                if (request == null) {
                    return;
                }
                received.add(request);
                var made = answers;
                if (made != null) {
                    write(socket, made.apply(request));
                } else {
                    behaviour.answer(socket);
                }
            }
        } catch (IOException | InterruptedException e) {
            // The other side or a test's behaviour has closed the connection.
        }
    }

    private static Received read(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            var octet = in.read();
            if (octet < 0) {
                return null;
            }
            head.write(octet);
        }
        var text = head.toString(ISO_8859_1);
        var length = CONTENT_LENGTH.matcher(text);
        return new Received(text, in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0));
    }

    private static void start(Runnable task) {
        var thread = new Thread(task, "fake-upstream");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
