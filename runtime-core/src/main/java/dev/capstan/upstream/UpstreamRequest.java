package dev.capstan.upstream;

import java.util.List;
import java.util.Optional;

/**
 * A request that is ready to be sent.
 *
 * @param method an HTTP method in capitals
 * @param target path and query, encoded, starting with a slash
 * @param headers in order; {@code Host} and {@code Content-Length} are the client's business
 * @param body empty means that the request has none
 */
public record UpstreamRequest(
        String method, Origin origin, String target, List<Header> headers, Optional<RequestBody> body) {
    public UpstreamRequest {
        headers = List.copyOf(headers);
    }

    /** The full URL. It may contain a secret where an API takes its key in the query. */
    public String url() {
        return origin + target;
    }
}
