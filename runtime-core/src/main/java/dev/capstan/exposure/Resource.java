package dev.capstan.exposure;

import dev.capstan.flow.Flow;
import dev.capstan.problem.Position;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** An MCP resource that an adapter exposes (format, section on MCP resources). */
public sealed interface Resource {
    About about();

    /** What answers when it is read; empty where that is a folder. */
    default Optional<Flow> maker() {
        return Optional.empty();
    }

    /**
     * What is said of a resource.
     *
     * @param name as the file has it
     * @param title for people
     * @param description for models; may be empty
     * @param uri as the file has it, with its variables in braces
     */
    record About(
            String name,
            String title,
            String description,
            String uri,
            Optional<String> mimeType,
            List<Icon> icons,
            Caching caching,
            Position position) {
        public About {
            icons = List.copyOf(icons);
        }
    }

    /**
     * A folder: each file below it is a resource, called {@code <uri>/<path in the folder>}. What is in it is looked at
     * when it is asked for, so it may change at any time.
     *
     * @param path absolute
     * @param roots the folders below which it must lie, after links are followed; none means anywhere
     */
    record Folder(About about, Path path, List<Path> roots) implements Resource {
        public Folder {
            roots = List.copyOf(roots);
        }
    }

    /**
     * One that a flow makes. The values of the variables in its URI are the arguments of the flow.
     *
     * @param binary whether it is given as bytes, whatever the upstream says of its type
     */
    record Made(About about, UriTemplate uri, Flow flow, boolean binary) implements Resource {
        @Override
        public Optional<Flow> maker() {
            return Optional.of(flow);
        }
    }
}
