package dev.capstan.upstream;

import dev.capstan.failure.FailureException;
import java.util.ArrayList;
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

    /** The same request with one more header, in place of those of the same name. */
    UpstreamRequest with(Header header) {
        var changed = new ArrayList<>(headers);
        changed.removeIf(other -> other.name().equalsIgnoreCase(header.name()));
        changed.add(header);
        return new UpstreamRequest(method, origin, target, changed, body);
    }

    /**
     * The same request with a header whose value must not be shown.
     *
     * @throws FailureException when the value has a character that a header cannot carry
     */
    UpstreamRequest withSecret(String name, String value) {
        Header.illegalCharacter(value).ifPresent(at -> {
            throw Header.unusableSecret(name, at);
        });
        return with(new Header(name, value, true));
    }

    /** The first value of a header, whatever the case of its name. */
    Optional<String> header(String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .findFirst();
    }

    /** The same request for another path and query of the origin. */
    UpstreamRequest to(String otherTarget) {
        return new UpstreamRequest(method, origin, otherTarget, headers, body);
    }

    /** The full URL. It may contain a secret where an API takes its key in the query. */
    public String url() {
        return origin + target;
    }
}
