package dev.capstan.compile;

import dev.capstan.flow.Location;
import java.util.List;

/** The two kinds of adapter, as far as they differ in what files write and where inputs are found. */
@SuppressWarnings("ImmutableEnumChecker") // List.of cannot be changed
enum Door {
    REST(List.of("rest", "tools", "mcp"), Location.BODY, Location.UNDECLARED_QUERY),
    MCP(List.of("tools", "mcp", "rest"), Location.BODY_ARGUMENT, Location.QUERY_ARGUMENT);

    private final List<String> aliases;
    private final Location body;
    private final Location undeclaredQuery;

    Door(List<String> aliases, Location body, Location undeclaredQuery) {
        this.aliases = aliases;
        this.body = body;
        this.undeclaredQuery = undeclaredQuery;
    }

    /**
     * The words that may stand for the adapter's namespace in a reference such as {@code rest.id}. Those of the other door
     * too: a text of the consumed operation is read from both.
     */
    List<String> aliases() {
        return aliases;
    }

    Location body() {
        return body;
    }

    Location undeclaredQuery() {
        return undeclaredQuery;
    }
}
