package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A response that is a stream of events, read by a thread of its own. */
final class McpStream implements AutoCloseable {
    private static final String END = "end";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
    private final InputStream body;
    private final int status;

    /** @param message null to open it with GET */
    McpStream(URI uri, byte @Nullable [] message, String... headers) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri).headers(headers);
        if (message != null) {
            request.POST(BodyPublishers.ofByteArray(message));
        }
        var response = client.send(request.build(), BodyHandlers.ofInputStream());
        status = response.statusCode();
        body = response.body();
        var reader = new Thread(this::read, "events");
        reader.setDaemon(true);
        reader.start();
    }

    int status() {
        return status;
    }

    private void read() {
        try (var lines = new BufferedReader(new InputStreamReader(body, UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data:")) {
                    events.add(TestServer.JSON.readTree(line.substring("data:".length())));
                }
            }
        } catch (IOException e) {
            // As an end.
        }
        events.add(END);
    }

    /** Whether a message has come that was not taken. */
    boolean hasMore() {
        return !events.isEmpty();
    }

    /** The next message; waits for it. */
    JsonNode next() throws InterruptedException {
        var event = events.poll(20, TimeUnit.SECONDS);
        assertThat(event).isInstanceOf(JsonNode.class);
        return (JsonNode) event;
    }

    /** The next message, which must be a notification of that method; its params. */
    JsonNode next(String method) throws InterruptedException {
        var message = next();
        assertThat(message.path("method").asString("")).as("%s", message).isEqualTo(method);
        return message.get("params");
    }

    void requireEnd() throws InterruptedException {
        assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo(END);
    }

    /** As a client that goes away. */
    @Override
    public void close() throws IOException {
        body.close();
    }
}
