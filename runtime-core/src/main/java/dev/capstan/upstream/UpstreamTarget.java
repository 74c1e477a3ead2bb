package dev.capstan.upstream;

import dev.capstan.problem.Position;
import java.util.Optional;

/**
 * Where the calls of an upstream API go.
 *
 * @param origin where requests are sent
 * @param forwardedHost the authority of the base URI, when requests are sent elsewhere
 * @param baseUri the base URI in force
 * @param position where the file gives it; empty when it was given at start
 */
public record UpstreamTarget(
        Origin origin, Optional<String> forwardedHost, String baseUri, Optional<Position> position) {}
