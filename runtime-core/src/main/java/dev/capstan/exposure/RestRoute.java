package dev.capstan.exposure;

import dev.capstan.flow.Flow;
import dev.capstan.problem.Position;

/**
 * A REST operation that an adapter exposes.
 *
 * @param method in capitals
 * @param writtenPath the path as the file has it
 * @param description what the file says about it; may be empty
 */
public record RestRoute(
        String method, String writtenPath, RoutePath path, String description, Flow flow, Position position) {}
