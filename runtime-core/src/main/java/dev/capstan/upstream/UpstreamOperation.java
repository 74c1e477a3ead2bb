package dev.capstan.upstream;

import dev.capstan.failure.FailureCode;
import dev.capstan.failure.FailureException;
import dev.capstan.problem.Position;
import dev.capstan.value.Scope;
import dev.capstan.value.VariableUse;
import dev.capstan.value.Variables;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A consumed HTTP operation as one exposure calls it, ready to make requests. Immutable and thread-safe.
 *
 * @param name {@code namespace.operation}, as in {@code call}
 * @param paging how the pages of its answers are followed; empty means that an answer is one
 * @param uses every variable that must be set before a request can be made
 * @param position where the file declares the operation
 */
public record UpstreamOperation(
        String name,
        String method,
        UpstreamTarget target,
        PathTemplate path,
        List<RequestPart> parts,
        Credentials credentials,
        Optional<Paging> paging,
        List<VariableUse> uses,
        Position position) {
    /** An upstream that is not told {@code identity} may compress, and then a tool's answer could not be read. */
    private static final List<Header> DEFAULTS = List.of(
            new Header("Accept", "*/*"),
            new Header("Accept-Encoding", "identity"),
            new Header("User-Agent", "capstan"));

    public UpstreamOperation {
        parts = List.copyOf(parts);
        uses = List.copyOf(uses);
    }

    /**
     * The request for the values of one call.
     *
     * @throws FailureException when a value cannot be sent, or a variable is not set
     */
    public UpstreamRequest request(Scope scope, Variables variables) {
        var now = variables.snapshot();
        return credentials.seal(unsealed(scope, now, List.of()), now);
    }

    /**
     * Calls the upstream with the values of one call, and where its pages are followed as often as that takes.
     *
     * @param watch is told of each request and of each page that is read
     * @return as {@link UpstreamClient#send} says; cancelling it gives up whatever is under way at the upstream
     * @throws FailureException when a value cannot be sent, or a variable is not set
     */
    public CompletableFuture<UpstreamResponse> send(
            Scope scope, Variables variables, UpstreamClient client, CallWatch watch) {
        var now = variables.snapshot();
        var request = unsealed(scope, now, watch.trace());
        var watched = WatchedClient.of(client, name, watch);
        return paging.isEmpty()
                ? send(request, now, watched)
                : new PageRun(this, paging.get(), request, page -> send(page, now, watched), watch).start();
    }

    /**
     * Calls the upstream for a caller that passes the answer on as it comes, so that its body may be a stream; see {@link
     * #send}.
     */
    public CompletableFuture<UpstreamResponse> open(
            Scope scope, Variables variables, UpstreamClient client, CallWatch watch) {
        return send(scope, variables, paging.isEmpty() ? new OpeningClient(client.here()) : client, watch);
    }

    private CompletableFuture<UpstreamResponse> send(UpstreamRequest request, Variables now, UpstreamClient client) {
        return credentials.send(credentials.seal(request, now), now, client);
    }

    /**
     * The request for people: credentials that are found out when it is sent, such as signatures, are placeholders.
     *
     * @throws FailureException when a value cannot be sent, or a variable is not set
     */
    public UpstreamRequest shown(Scope scope, Variables variables) {
        return credentials.shown(unsealed(scope, variables.snapshot(), List.of()));
    }

    /** Trace context is there before credentials seal the request, so that they decide whether they sign it. */
    private UpstreamRequest unsealed(Scope scope, Variables now, List<Header> trace) {
        requireVariables(name, uses, now);
        var place = target.place(now);
        var draft = new RequestDraft(path.render(place.path(), scope, now));
        for (var part : parts) {
            part.apply(draft, scope, now);
        }
        credentials.apply(draft, now);
        draft.trace(trace);
        DEFAULTS.forEach(draft::defaultHeader);
        place.forwardedHost().ifPresent(host -> draft.header("X-Forwarded-Host", host));
        var request = draft.build(method, place.origin());
        return paging.isEmpty() ? request : paging.get().first(request);
    }

    /** The same operation at another target. */
    public UpstreamOperation to(UpstreamTarget other) {
        return new UpstreamOperation(name, method, other, path, parts, credentials, paging, uses, position);
    }

    /** The variables that are not set now. */
    public List<VariableUse> missing(Variables variables) {
        return uses.stream().filter(use -> use.isMissing(variables)).toList();
    }

    /** Whether calls can be made: every variable is set, and they make a URL. */
    public boolean isReady(Variables variables) {
        if (uses.stream().anyMatch(use -> use.isMissing(variables))) {
            return false;
        }
        try {
            target.place(variables);
            return true;
        } catch (FailureException e) {
            return false;
        }
    }

    /**
     * Sees to it that what is needed is set.
     *
     * @param name of what needs it
     * @throws FailureException that names what is not set
     */
    public static void requireVariables(String name, List<VariableUse> uses, Variables variables) {
        if (uses.isEmpty()) {
            return;
        }
        var missing = uses.stream().filter(use -> use.isMissing(variables)).toList();
        if (!missing.isEmpty()) {
            var names = missing.stream().map(VariableUse::label).distinct().toList();
            var them = names.size() == 1 ? "it" : "them";
            var there = missing.stream().anyMatch(use -> use.location().isPresent()) ? "there, " : "";
            throw new FailureException(
                    FailureCode.SECRET_MISSING,
                    String.join(" and ", names) + (names.size() == 1 ? " is" : " are") + " not set, but " + name
                            + " needs " + them + ". Set " + them
                            + " " + there
                            + "in the environment or in the file given with --env-file; the upstream was not called.");
        }
    }
}
