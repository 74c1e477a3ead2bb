package dev.capstan.spec;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds references such as {@code {{TOKEN}}} in the texts of a file, wherever they stand. */
final class References {
    private static final Pattern REFERENCE = Pattern.compile("[{<]([^{}<>]*+)[}>]|\\$(env\\.[A-Za-z_][A-Za-z0-9_]*+)");

    private References() {}

    /** The names in them. */
    static Set<String> in(Node node) {
        var names = new HashSet<String>();
        collect(node, names);
        return names;
    }

    private static void collect(Node node, Set<String> names) {
        if (node instanceof Node.Mapping mapping) {
            for (var entry : mapping.entries()) {
                collect(entry.value(), names);
            }
        } else if (node instanceof Node.Sequence list) {
            for (var item : list.items()) {
                collect(item, names);
            }
        } else if (node instanceof Node.Scalar scalar && mayRefer(scalar.text())) {
            names(scalar.text(), names);
        }
    }

    private static boolean mayRefer(String text) {
        return text.indexOf('{') >= 0 || text.indexOf('<') >= 0 || text.indexOf('$') >= 0;
    }

    private static void names(String text, Set<String> names) {
        var reference = REFERENCE.matcher(text);
        while (reference.find()) {
            var name = reference.group(1) == null ? reference.group(2) : reference.group(1);
            names.add(name.strip());
        }
    }
}
