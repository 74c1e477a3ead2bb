package dev.capstan.exposure;

import java.util.Optional;

/**
 * How long clients may keep what they got (format, section on versions; MCP 2026-07-28, caching).
 *
 * @param ttlMillis from 0; absent means that the file says nothing
 * @param isPublic whether it may be kept for others, too; absent means that the file says nothing
 */
public record Caching(Optional<Long> ttlMillis, Optional<Boolean> isPublic) {
    /** Nothing is said. */
    public static final Caching UNSAID = new Caching(Optional.empty(), Optional.empty());

    /** This one, and where it says nothing the other. */
    public Caching or(Caching other) {
        return new Caching(ttlMillis.or(() -> other.ttlMillis), isPublic.or(() -> other.isPublic));
    }
}
