package dev.capstan.upstream;

import dev.capstan.problem.Position;
import dev.capstan.value.Template;
import dev.capstan.value.VariableUse;
import dev.capstan.value.Variables;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * HTTP digest authentication (RFC 7616, and RFC 2069 where the upstream is that old). The first call is made without
 * credentials and answers the challenge it gets; later ones use the same nonce as long as the upstream takes it. One
 * challenge is answered for each call. Thread-safe.
 */
public final class DigestCredentials implements Credentials {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Template username;
    private final Template password;
    private final Position position;

    private volatile @Nullable DigestChallenge last;

    public DigestCredentials(Template username, Template password, Position position) {
        this.username = username;
        this.password = password;
        this.position = position;
    }

    @Override
    public String kind() {
        return "digest";
    }

    @Override
    public Position position() {
        return position;
    }

    @Override
    public List<VariableUse> uses() {
        return Stream.concat(username.uses().stream(), password.uses().stream()).toList();
    }

    @Override
    public UpstreamRequest shown(UpstreamRequest request) {
        return request.with(new Header("Authorization", "Digest ***", true));
    }

    @Override
    public CompletableFuture<UpstreamResponse> send(
            UpstreamRequest request, Variables variables, UpstreamClient client) {
        var login = new DigestChallenge.Login(
                username.render(variables).reveal(), password.render(variables).reveal());
        var known = last;
        var first = known == null ? request : signed(request, known, login);
        var messages = new Sequence();
        return messages.endingIn(messages.next(() -> client.send(first))
                .thenCompose(response -> challenge(response)
                        .map(challenge -> messages.next(() -> client.send(signed(request, challenge, login))))
                        .orElseGet(() -> CompletableFuture.completedFuture(response))));
    }

    private Optional<DigestChallenge> challenge(UpstreamResponse response) {
        if (response.status() != 401) {
            return Optional.empty();
        }
        var challenge = DigestChallenge.of(response);
        challenge.ifPresent(found -> last = found);
        return challenge;
    }

    private static UpstreamRequest signed(
            UpstreamRequest request, DigestChallenge challenge, DigestChallenge.Login login) {
        return request.withSecret("Authorization", challenge.answer(request, login, nonce()));
    }

    private static String nonce() {
        var bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
