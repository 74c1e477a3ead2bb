package dev.capstan.mcp;

import java.time.Duration;

/**
 * How an MCP server is to behave.
 *
 * @param version of this program, for clients
 * @param maxBodyBytes how large the arguments of a call may be
 * @param pageSize how many entries a page of a list has; 0 for all in one page, since many clients ask for no other
 * @param confirmation which calls the client's user must agree to
 * @param watching whether the files are looked at for changes, so that lists can change
 * @param key that protects what clients carry from one request to the next; the same in all replicas
 */
public record McpSettings(
        String version, int maxBodyBytes, int pageSize, Confirmation confirmation, boolean watching, StateKey key) {
    /** How long the user of a client may take for an answer. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    /** How often a stream on which nothing happens shows that it is there; proxies close what is silent for a minute. */
    static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

    /** Which calls of tools the client's user must agree to. */
    public enum Confirmation {
        NONE,
        /** Those whose {@code destructiveHint} is true. */
        DESTRUCTIVE
    }
}
