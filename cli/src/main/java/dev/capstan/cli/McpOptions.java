package dev.capstan.cli;

import dev.capstan.mcp.McpExtras;
import dev.capstan.mcp.McpSettings.Confirmation;
import dev.capstan.mcp.StateKey;
import dev.capstan.value.Secret;
import dev.capstan.value.Variables;
import picocli.CommandLine.Option;

/** The options of the commands that serve MCP. */
final class McpOptions {
    /** Where replicas have their common key; found as all variables are. */
    private static final String STATE_KEY = "CAPSTAN_STATE_KEY";

    private static final int MIN_KEY_LENGTH = 32;

    @Option(
            names = "--mcp-confirm",
            paramLabel = "CALLS",
            description = "Which calls of tools the client's user must agree to: none (the default) or destructive.")
    private Confirmation confirmation = Confirmation.NONE;

    @Option(
            names = "--mcp-page-size",
            paramLabel = "N",
            description =
                    "How many entries a page of a list has; 0, the default: all in one, since many clients ask for"
                            + " no other.")
    private int pageSize;

    /** @throws UsageFault when an option makes no sense */
    McpChoices choices(Variables variables) {
        if (pageSize < 0) {
            throw new UsageFault("--mcp-page-size " + pageSize + " makes no sense (expected: 0 or more)");
        }
        var key = variables.find(STATE_KEY).map(Secret::reveal).filter(text -> !text.isBlank());
        if (key.filter(text -> text.strip().length() < MIN_KEY_LENGTH).isPresent()) {
            throw new UsageFault(STATE_KEY + " is too short for a key (expected: at least " + MIN_KEY_LENGTH
                    + " characters, such as what 'openssl rand -hex 32' prints)");
        }
        return new McpChoices(
                pageSize,
                confirmation,
                key.map(text -> StateKey.of(text.strip())).orElseGet(StateKey::random),
                McpExtras.NONE);
    }
}
