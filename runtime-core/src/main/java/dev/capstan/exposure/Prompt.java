package dev.capstan.exposure;

import dev.capstan.problem.Position;
import java.nio.file.Path;
import java.util.List;

/**
 * An MCP prompt that an adapter exposes (format, section on MCP prompts).
 *
 * @param name as the file has it
 * @param title for people
 * @param description for models; may be empty
 */
public record Prompt(
        String name,
        String title,
        String description,
        List<Icon> icons,
        List<Argument> arguments,
        Source source,
        Position position) {
    public Prompt {
        icons = List.copyOf(icons);
        arguments = List.copyOf(arguments);
    }

    /**
     * An argument.
     *
     * @param description may be empty
     * @param choices values to propose; none means that the file names none
     */
    public record Argument(String name, String title, String description, boolean required, List<String> choices) {
        public Argument {
            choices = List.copyOf(choices);
        }
    }

    /** Where its messages come from. */
    public sealed interface Source {
        /** They are in the capability file. */
        record Inline(List<Message> messages) implements Source {
            public Inline {
                messages = List.copyOf(messages);
            }
        }

        /**
         * One message of the user with the text of a file, which is read when it is asked for.
         *
         * @param path absolute
         * @param roots the folders below which it must lie, after links are followed; none means anywhere
         */
        record File(Path path, List<Path> roots) implements Source {
            public File {
                roots = List.copyOf(roots);
            }
        }
    }

    /** @param role {@code user} or {@code assistant} */
    public record Message(String role, PromptText text) {}
}
