package dev.capstan.rest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.flow.MultipartReader;
import dev.capstan.flow.RawInputs;
import dev.capstan.value.Value;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.MultipartParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A body of {@code multipart/form-data}, read by Undertow's parser from memory: its size is bounded by the listener's cap,
 * and nothing is written to a file. Used for one body.
 */
final class MultipartBody implements MultipartParser.PartHandler {
    /** A form has few fields; many tiny parts would cost much more than their bytes. */
    private static final int MAX_PARTS = 1000;

    private static final DefaultByteBufferPool BUFFERS = new DefaultByteBufferPool(false, 1024, 10, 0);

    private final Map<String, List<Value>> parts = new LinkedHashMap<>();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private HeaderMap headers = new HeaderMap();
    private int count;

    private MultipartBody() {}

    /** @throws RawInputs.Unreadable with what is wrong, as the end of a sentence */
    static Map<String, Value> fields(Value.Content content) throws RawInputs.Unreadable {
        if (content.encoding().isPresent()) {
            throw new RawInputs.Unreadable("cannot be read from a compressed form");
        }
        var boundary = parameter(content.mediaType().orElse(""), "boundary").filter(text -> !text.isEmpty());
        if (boundary.isEmpty()) {
            throw new RawInputs.Unreadable("cannot be read, since the Content-Type has no boundary");
        }
        return new MultipartBody().parse(content.bytes(), boundary.get());
    }

    private Map<String, Value> parse(byte[] bytes, String boundary) throws RawInputs.Unreadable {
        // The header's octets came one for each character.
        var parser = MultipartParser.beginParse(BUFFERS, this, boundary.getBytes(ISO_8859_1), UTF_8.name());
        var isRead = true;
        try {
            parser.parse(ByteBuffer.wrap(bytes));
        } catch (IOException | RuntimeException e) {
            // The parser tells of text that is no form in several ways.
            isRead = false;
        }
        if (!isRead || !parser.isComplete()) {
            throw new RawInputs.Unreadable("cannot be read, since the body is no complete multipart form");
        }
        if (count > MAX_PARTS) {
            throw new RawInputs.Unreadable("cannot be read, since the form has more than " + MAX_PARTS + " parts");
        }
        var fields = new LinkedHashMap<String, Value>();
        parts.forEach((name, values) -> fields.put(name, MultipartReader.joined(values)));
        return fields;
    }

    @Override
    public void beginPart(HeaderMap partHeaders) {
        headers = partHeaders;
        data.reset();
    }

    @Override
    public void data(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        data.writeBytes(bytes);
    }

    @Override
    public void endPart() {
        count++;
        @Nullable String disposition = headers.getFirst(Headers.CONTENT_DISPOSITION);
        if (disposition == null || count > MAX_PARTS) {
            return;
        }
        var name = field(disposition, "name");
        var filename = field(disposition, "filename");
        var mediaType = Optional.ofNullable(headers.getFirst(Headers.CONTENT_TYPE));
        name.ifPresent(field -> parts.computeIfAbsent(field, key -> new ArrayList<>())
                .add(
                        filename.isPresent()
                                ? new Value.Uploads(List.of(
                                        new Value.Uploads.Upload(data.toByteArray(), filename.get(), mediaType)))
                                : new Value.Text(data.toString(UTF_8))));
    }

    /** Browsers encode three characters (HTML, section on multipart form data), and send the rest as it is. */
    private static Optional<String> field(String disposition, String name) {
        return parameter(disposition, name)
                .map(value -> value.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n"));
    }

    private static Optional<String> parameter(String header, String name) {
        try {
            return Optional.ofNullable(Headers.extractQuotedValueFromHeader(header, name));
        } catch (StringIndexOutOfBoundsException e) {
            // It reads on where the header ends after the equals sign.
            return Optional.empty();
        }
    }
}
