package dev.capstan.upstream;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The token of one API. Calls that need one at the same time wait for the same request; a token that is good is used by
 * all, until shortly before it expires. Thread-safe.
 */
final class TokenStore {
    private static final long SECOND = 1_000_000_000L;

    /** For a server that does not say how long its tokens are good. */
    private static final long ASSUMED_SECONDS = 3600;

    /** A token counts as expired this much earlier, because a call takes its time. */
    private static final long MARGIN_SECONDS = 30;

    /** A token that came in place of a refused one and is refused itself is kept so long: a third would be, too. */
    private static final long REFUSAL_SECONDS = 60;

    private final LongSupplier nanoTime;

    private @Nullable Request last;
    private @Nullable Rotation rotation;

    TokenStore(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * A token.
     *
     * @param since when it came
     * @param until when it has to be replaced
     * @param isSecond whether it came in place of one that the upstream refused
     */
    record Token(String value, long since, long until, boolean isSecond) {
        @Override
        public String toString() {
            return "***";
        }
    }

    private record Request(TokenGrant grant, CompletableFuture<Token> token) {}

    /** A refresh token that came in place of the one in the file (RFC 6749, section 6). */
    private record Rotation(String written, String current) {}

    /** A token that is good now, or the request for one that is under way, or else a new one. */
    CompletableFuture<Token> token(
            TokenGrant grant, Function<TokenGrant, CompletableFuture<TokenMessages.Granted>> fetch) {
        return token(grant, Optional.empty(), fetch);
    }

    /** The same in place of one that the upstream has refused; empty when another one would be refused, too. */
    Optional<CompletableFuture<Token>> replacement(
            Token refused, TokenGrant grant, Function<TokenGrant, CompletableFuture<TokenMessages.Granted>> fetch) {
        return refused.isSecond() && nanoTime.getAsLong() - refused.since() < REFUSAL_SECONDS * SECOND
                ? Optional.empty()
                : Optional.of(token(grant, Optional.of(refused), fetch));
    }

    private CompletableFuture<Token> token(
            TokenGrant grant,
            Optional<Token> refused,
            Function<TokenGrant, CompletableFuture<TokenMessages.Granted>> fetch) {
        var token = new CompletableFuture<Token>();
        TokenGrant current;
        synchronized (this) {
            var known = last;
            if (known != null && known.grant().equals(grant) && isUsable(known.token(), refused)) {
                return known.token();
            }
            last = new Request(grant, token);
            current = current(grant);
        }
        // Not called at once, so that a fault of it ends the request, too.
        CompletableFuture.completedFuture(current).thenCompose(fetch).whenComplete((granted, fault) -> {
            if (fault == null) {
                rotate(grant, granted);
                token.complete(token(granted, refused.isPresent()));
            } else {
                token.completeExceptionally(fault);
            }
        });
        return token;
    }

    private boolean isUsable(CompletableFuture<Token> token, Optional<Token> refused) {
        if (!token.isDone()) {
            return true;
        }
        if (token.isCompletedExceptionally()) {
            return false;
        }
        var value = token.join();
        return refused.filter(value::equals).isEmpty() && nanoTime.getAsLong() - value.until() < 0;
    }

    private Token token(TokenMessages.Granted granted, boolean isSecond) {
        var now = nanoTime.getAsLong();
        var seconds = Math.max(0, Math.min(granted.seconds().orElse(ASSUMED_SECONDS), 1L << 30));
        var margin = Math.min(MARGIN_SECONDS * SECOND, seconds * SECOND / 10);
        return new Token(granted.token(), now, now + seconds * SECOND - margin, isSecond);
    }

    private TokenGrant current(TokenGrant grant) {
        var rotated = rotation;
        return rotated != null
                        && grant.refreshToken()
                                .filter(rotated.written()::equals)
                                .isPresent()
                ? grant.refreshedBy(rotated.current())
                : grant;
    }

    private synchronized void rotate(TokenGrant grant, TokenMessages.Granted granted) {
        if (grant.refreshToken().isPresent() && granted.refreshToken().isPresent()) {
            rotation = new Rotation(
                    grant.refreshToken().get(), granted.refreshToken().get());
        }
    }

    /** The next refresh starts with what the file says: what the server gave in its place is of no use any more. */
    synchronized void forgetRotation() {
        rotation = null;
    }
}
