package dev.capstan.upstream;

import java.util.List;
import java.util.Optional;

/**
 * An upstream's answer as it came.
 *
 * @param headers in the order they came
 * @param body empty when there was none, or when it is a stream; nobody changes it
 * @param stream the body, where that was asked for and it did not come at once
 */
public record UpstreamResponse(int status, List<Header> headers, byte[] body, Optional<BodyStream> stream) {
    public UpstreamResponse {
        headers = List.copyOf(headers);
    }

    /** A complete answer. */
    public UpstreamResponse(int status, List<Header> headers, byte[] body) {
        this(status, headers, body, Optional.empty());
    }

    /** The first value of a header, whatever the case of its name. */
    public Optional<String> header(String name) {
        for (var header : headers) {
            if (header.name().equalsIgnoreCase(name)) {
                return Optional.of(header.value());
            }
        }
        return Optional.empty();
    }

    /** The body without a content coding; empty when that is not known, broken, or the body grows beyond 10 MiB. */
    public Optional<byte[]> decodedBody() {
        return ContentCoding.decoded(this);
    }
}
