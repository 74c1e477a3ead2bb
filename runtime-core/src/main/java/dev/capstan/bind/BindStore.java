package dev.capstan.bind;

import dev.capstan.value.Variables;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/**
 * A kind of place that binds can name in {@code location}, such as a vault. Implementations are found with
 * {@link java.util.ServiceLoader} and need a public constructor without parameters; {@code docs/binds.md} shows one.
 *
 * <p>Capstan asks when files are loaded and every half a minute after that, on threads of its own, and answers calls from
 * memory. When reading fails, the last values stay. Must be thread-safe.
 */
public interface BindStore {
    /** The schemes of the locations that this reads, in lower case, such as {@code vault} for {@code vault://…}. */
    Set<String> schemes();

    /**
     * Reads the values at a location as they are now. May block; should give up after some 10 seconds.
     *
     * @param location as the capability file writes it. Whoever wrote that file may be a stranger, so it must not decide
     *     where credentials are sent
     * @param keys that files need there; other keys may be left out
     * @param settings the environment of Capstan, for addresses and credentials of the store
     * @return the values by their keys; what has none is left out
     * @throws IOException with a message for the log, without secrets
     */
    Map<String, String> read(String location, Set<String> keys, Variables settings) throws IOException;
}
