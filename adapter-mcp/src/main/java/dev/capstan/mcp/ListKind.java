package dev.capstan.mcp;

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

    /** The member of the result that has the entries. */
    String member() {
        return member;
    }

    String method() {
        return method;
    }
}
