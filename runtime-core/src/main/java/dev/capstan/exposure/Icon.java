package dev.capstan.exposure;

import java.util.List;
import java.util.Optional;

/**
 * A picture that clients may show (MCP 2025-11-25, icons).
 *
 * @param source an {@code https:} or {@code data:} URI
 * @param sizes such as {@code 48x48} or {@code any}; none when nothing is said
 * @param theme {@code light} or {@code dark}
 */
public record Icon(String source, Optional<String> mimeType, List<String> sizes, Optional<String> theme) {
    public Icon {
        sizes = List.copyOf(sizes);
    }
}
