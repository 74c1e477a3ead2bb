package dev.capstan.mcp;

import dev.capstan.catalog.McpOffer;
import dev.capstan.catalog.McpSite;
import dev.capstan.exposure.Authentication;
import dev.capstan.exposure.Caller;
import dev.capstan.exposure.Refusal;
import dev.capstan.mcp.Entrance.Admission;
import dev.capstan.value.Sha256;
import dev.capstan.value.Variables;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The endpoints of one listener, each prepared when it is first asked for: of thousands of namespaces few are, and each
 * holds its lists as text. Thread-safe.
 */
final class McpEndpoints {
    private final McpSite site;
    private final McpEndpoint.Parts parts;

    /** The adapters that ask their callers for something, sorted by namespace. */
    private final Map<String, Authentication> asking = new TreeMap<>();

    private final Map<String, McpEndpoint> byNamespace = new ConcurrentHashMap<>();

    /**
     * The combined endpoint by the adapters that are left out. Who can make this grow has that many different credentials.
     */
    private final Map<Set<String>, McpEndpoint> combined = new ConcurrentHashMap<>();

    /** Without what asks for credentials; where nothing does, everybody is let in to it. */
    private final Admission whereNobodyAsks;

    McpEndpoints(McpSite site, McpEndpoint.Parts parts) {
        this.site = site;
        this.parts = parts;
        site.byNamespace().forEach((namespace, offer) -> {
            if (!offer.authentication().isOpen()) {
                asking.put(namespace, offer.authentication());
            }
        });
        whereNobodyAsks = new Admission.In(combined(asking.keySet()), () -> "");
    }

    /** What is at a path; empty where there is nothing. */
    Optional<Entrance> at(String path) {
        var trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        if (trimmed.isEmpty() || trimmed.equals("/mcp")) {
            return Optional.of(this::admitToAll);
        }
        return trimmed.startsWith("/mcp/") ? ofNamespace(trimmed.substring("/mcp/".length())) : Optional.empty();
    }

    private Optional<Entrance> ofNamespace(String namespace) {
        return Optional.ofNullable(site.byNamespace().get(namespace))
                .map(offer -> (caller, variables) -> admit(namespace, offer, caller, variables));
    }

    private Admission admit(String namespace, McpOffer offer, Caller caller, Variables variables) {
        var authentication = offer.authentication();
        var refusal = authentication.refuse(caller, variables);
        return refusal.isPresent()
                ? new Admission.Out(refusal.get())
                : new Admission.In(prepared(namespace, offer), () -> principal(List.of(authentication), caller));
    }

    private McpEndpoint prepared(String namespace, McpOffer offer) {
        return byNamespace.computeIfAbsent(namespace, key -> new McpEndpoint(offer, parts));
    }

    /**
     * Lets a request in to the adapters whose credentials it has, and to those that want none. One with wrong credentials
     * is not taken for one without: its sender would wonder where the tools are.
     */
    private Admission admitToAll(Caller caller, Variables variables) {
        if (asking.isEmpty()) {
            return whereNobodyAsks;
        }
        var refusals = new ArrayList<Refusal>();
        var closed = new HashSet<String>();
        asking.forEach((namespace, authentication) -> authentication
                .refuse(caller, variables)
                .ifPresent(refusal -> {
                    refusals.add(refusal);
                    closed.add(namespace);
                }));
        var isKnown = closed.size() < asking.size();
        var isEmpty = closed.size() == site.byNamespace().size();
        var isMistaken = refusals.stream().anyMatch(Refusal::mistaken);
        return !refusals.isEmpty() && (isEmpty || isMistaken && !isKnown)
                ? new Admission.Out(Refusal.of(refusals))
                : new Admission.In(combined(closed), () -> principal(asking.values(), caller));
    }

    private McpEndpoint combined(Set<String> closed) {
        return combined.computeIfAbsent(
                Set.copyOf(closed), left -> new McpEndpoint(left.isEmpty() ? site.all() : site.allBut(left), parts));
    }

    /** A digest of what a request shows where credentials are expected. */
    private static String principal(Collection<Authentication> authentications, Caller caller) {
        var digest = Sha256.begin();
        var isEmpty = true;
        for (var authentication : authentications) {
            for (var values : authentication.shown(caller)) {
                for (var value : values) {
                    isEmpty = false;
                    digest.update(Sha256.of(value));
                }
                // One more place, whatever is in it.
                digest.update((byte) 0);
            }
        }
        return isEmpty ? "" : Base64.getEncoder().encodeToString(digest.digest());
    }
}
