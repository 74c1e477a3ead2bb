package dev.capstan.spec;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds references such as {@code {{TOKEN}}} in the texts of a file, wherever they stand. */
final class References {
    private static final Pattern REFERENCE = Pattern.compile("[{<]([^{}<>]*+)[}>]");

    private References() {}

    /** The names in them. */
    static Set<String> in(Node node) {
        var names = new HashSet<String>();
        collect(node, names);
        return names;
    }

    private static void collect(Node node, Set<String> names) {
        if (node instanceof Node.Mapping mapping) {
            mapping.entries().forEach(entry -> collect(entry.value(), names));
        } else if (node instanceof Node.Sequence list) {
            list.items().forEach(item -> collect(item, names));
        } else if (node instanceof Node.Scalar scalar
                && (scalar.text().contains("{") || scalar.text().contains("<"))) {
            var reference = REFERENCE.matcher(scalar.text());
            while (reference.find()) {
                names.add(reference.group(1).strip());
            }
        }
    }
}
