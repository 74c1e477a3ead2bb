package dev.capstan.cli;

import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The variables of a file, and what they are in the test's environment. */
final class ParityVariables {
    private static final Pattern REFERENCE = Pattern.compile("\\{\\{\\s*([^{}]+?)\\s*}}|<<\\s*([^<>]+?)\\s*>>");

    private final ParityFile file;
    private final Function<String, Optional<String>> environment;

    ParityVariables(ParityFile file, Function<String, Optional<String>> environment) {
        this.file = file;
        this.environment = environment;
    }

    /** Why the oracle says nothing about a unit. */
    static final class NotSimple extends Exception {
        private static final long serialVersionUID = 1L;

        NotSimple(String reason) {
            super(reason);
        }
    }

    /** The name in a text that is one reference and nothing else. */
    static Optional<String> soleReference(String text) {
        var reference = REFERENCE.matcher(text.strip());
        return reference.matches()
                ? Optional.of(reference.group(1) == null ? reference.group(2) : reference.group(1))
                : Optional.empty();
    }

    /** The value of a declared variable, or of one behind the word of a bind; empty when the name is something else. */
    Optional<String> find(String name) throws NotSimple {
        var outside = Optional.ofNullable(file.variables().get(name));
        var dot = name.indexOf('.');
        if (outside.isEmpty() && dot > 0 && file.bindNamespaces().contains(name.substring(0, dot))) {
            outside = Optional.of(name.substring(dot + 1));
        }
        if (outside.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(environment.apply(outside.get()).orElseThrow(() -> new NotSimple("a variable is not set")));
    }

    Optional<String> environment(String name) {
        return environment.apply(name);
    }

    /** A text with every variable filled in. */
    String filled(String text) throws NotSimple {
        var filled = new StringBuilder();
        var reference = REFERENCE.matcher(text);
        var end = 0;
        while (reference.find()) {
            var name = reference.group(1) == null ? reference.group(2) : reference.group(1);
            var value = find(name).or(() -> environment.apply(name));
            filled.append(text.substring(end, reference.start()))
                    .append(value.orElseThrow(() -> new NotSimple("a template inside of a text")));
            end = reference.end();
        }
        return filled.append(text.substring(end)).toString();
    }
}
