package dev.capstan.exposure;

/** What a skill uses. */
public sealed interface SkillTool {
    String name();

    /** May be empty. */
    String description();

    /**
     * An operation or a tool of another adapter of the same file.
     *
     * @param targetNamespace of that adapter
     * @param action the name of the operation or tool
     * @param mode what kind of adapter it is: {@code rest} or {@code mcp}
     */
    record Derived(String name, String description, String targetNamespace, String action, String mode)
            implements SkillTool {
        /** The same where the adapter has another name. */
        public Derived at(String otherNamespace) {
            return new Derived(name, description, otherNamespace, action, mode);
        }
    }

    /**
     * A text to follow.
     *
     * @param file its path in the folder of the skill
     */
    record Instruction(String name, String description, String file) implements SkillTool {}
}
