package dev.capstan.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.value.Value;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Gives clients state to carry to their next request, so that any replica can go on (MCP 2026-07-28, multi round-trip
 * requests). It is not secret, but nobody can make or change it, and it is good for a short time, for the same caller and
 * for the same request only. Thread-safe.
 */
final class StateSeal {
    private static final Duration LIFE = Duration.ofMinutes(10);
    private static final int MAC_BYTES = 32;
    private static final int MAX_TEXT = 64 * 1024;

    private final StateKey key;
    private final Clock clock;

    StateSeal(StateKey key, Clock clock) {
        this.key = key;
        this.clock = clock;
    }

    /**
     * What a state belongs to.
     *
     * @param method of the request
     * @param name of the tool or prompt, or the URI of the resource
     * @param principal who asked
     */
    record Owner(String method, String name, Map<String, Value.Json> arguments, String principal) {
        /** The arguments do not depend on the order in which they are written. */
        byte[] bytes() {
            var bytes = new ByteArrayOutputStream();
            for (var text : new String[] {method, name, principal}) {
                write(text.getBytes(UTF_8), bytes);
            }
            new TreeMap<>(arguments).forEach((argument, value) -> {
                write(argument.getBytes(UTF_8), bytes);
                write(value.json(), bytes);
            });
            return bytes.toByteArray();
        }

        private static void write(byte[] part, ByteArrayOutputStream bytes) {
            bytes.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
            bytes.writeBytes(part);
        }
    }

    /** The state as the client gets it. */
    String seal(String state, Owner owner) {
        var text = state.getBytes(UTF_8);
        var payload = ByteBuffer.allocate(Long.BYTES + text.length)
                .putLong(clock.millis() + LIFE.toMillis())
                .put(text)
                .array();
        var sealed = Arrays.copyOf(payload, payload.length + MAC_BYTES);
        System.arraycopy(key.mac(payload, owner.bytes()), 0, sealed, payload.length, MAC_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    }

    /** The state that was sealed for that owner; empty when it was not, was changed, or is too old. */
    Optional<String> open(String sealed, Owner owner) {
        if (sealed.length() > MAX_TEXT) {
            return Optional.empty();
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(sealed);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (bytes.length < Long.BYTES + MAC_BYTES) {
            return Optional.empty();
        }
        var payload = Arrays.copyOf(bytes, bytes.length - MAC_BYTES);
        var mac = Arrays.copyOfRange(bytes, payload.length, bytes.length);
        var isGenuine = MessageDigest.isEqual(mac, key.mac(payload, owner.bytes()));
        return isGenuine && ByteBuffer.wrap(payload).getLong() >= clock.millis()
                ? Optional.of(new String(payload, Long.BYTES, payload.length - Long.BYTES, UTF_8))
                : Optional.empty();
    }
}
