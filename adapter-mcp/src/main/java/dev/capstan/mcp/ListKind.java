package dev.capstan.mcp;

import java.util.Arrays;
import java.util.Optional;

/** What can be listed. */
enum ListKind {
    TOOLS("tools", "tools/list"),
    PROMPTS("prompts", "prompts/list"),
    RESOURCES("resources", "resources/list"),
    TEMPLATES("resourceTemplates", "resources/templates/list");

    private final String member;
    private final String method;

    ListKind(String member, String method) {
        this.member = member;
        this.method = method;
    }

    /** What a method lists; empty when it lists nothing. */
    static Optional<ListKind> of(String method) {
        return Arrays.stream(values())
                .filter(kind -> kind.method.equals(method))
                .findFirst();
    }

    /** The member of the result that has the entries. */
    String member() {
        return member;
    }
}
