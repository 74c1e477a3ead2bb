package dev.capstan.cli;

import dev.capstan.mcp.McpExtras;
import dev.capstan.mcp.McpSettings;
import dev.capstan.mcp.McpSettings.Confirmation;
import dev.capstan.mcp.StateKey;

/**
 * What can be chosen about MCP.
 *
 * @param pageSize how many entries a page of a list has; 0 for all in one page
 * @param confirmation which calls the client's user must agree to
 * @param key that replicas have in common
 * @param extras tools and prompts that are written in Java
 */
record McpChoices(int pageSize, Confirmation confirmation, StateKey key, McpExtras extras) {
    /** As it is when nobody chooses. */
    static McpChoices standard() {
        return new McpChoices(0, Confirmation.NONE, StateKey.random(), McpExtras.NONE);
    }

    /** @param watching whether files are looked at for changes */
    McpSettings settings(int maxBodyBytes, boolean watching) {
        return new McpSettings(Version.TEXT, maxBodyBytes, pageSize, confirmation, watching, key);
    }
}
