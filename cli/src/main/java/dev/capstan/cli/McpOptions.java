package dev.capstan.cli;

import dev.capstan.mcp.McpExtras;
import dev.capstan.mcp.McpSettings.Confirmation;
import dev.capstan.mcp.StateKey;
import dev.capstan.value.Secret;
import dev.capstan.value.Variables;

/** The options of the commands that serve MCP. */
final class McpOptions {
    /** Where replicas have their common key; found as all variables are. */
    private static final String STATE_KEY = "CAPSTAN_STATE_KEY";

    private static final int MIN_KEY_LENGTH = 32;

    private final Option<Confirmation> confirmation;
    private final Option<Integer> pageSize;

    McpOptions(Options options) {
        confirmation = options.one(
                "--mcp-confirm",
                Confirmation.class,
                "CALLS",
                "Which calls of tools the client's user must agree to: none (the default) or destructive.");
        pageSize = options.one(
                "--mcp-page-size",
                Integer.class,
                "N",
                "How many entries a page of a list has; 0, the default: all in one, since many clients ask for no"
                        + " other.");
    }

    /** @throws UsageFault when an option makes no sense */
    McpChoices choices(Variables variables) {
        var entries = pageSize.or(0);
        if (entries < 0) {
            throw new UsageFault("--mcp-page-size " + entries + " makes no sense (expected: 0 or more)");
        }
        var key = variables.find(STATE_KEY).map(Secret::reveal).filter(text -> !text.isBlank());
        if (key.filter(text -> text.strip().length() < MIN_KEY_LENGTH).isPresent()) {
            throw new UsageFault(STATE_KEY + " is too short for a key (expected: at least " + MIN_KEY_LENGTH
                    + " characters, such as what 'openssl rand -hex 32' prints)");
        }
        return new McpChoices(
                entries,
                confirmation.or(Confirmation.NONE),
                key.map(text -> StateKey.of(text.strip())).orElseGet(StateKey::random),
                McpExtras.NONE);
    }
}
