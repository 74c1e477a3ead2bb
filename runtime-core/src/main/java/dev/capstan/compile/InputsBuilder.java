package dev.capstan.compile;

import dev.capstan.flow.Input;
import dev.capstan.flow.Inputs;
import dev.capstan.flow.Location;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Gathers the inputs of one exposure and gives each its number. */
final class InputsBuilder {
    private static final int MAX_NAME = 64;

    /** What the strictest of the big clients takes for the name of an argument. */
    private static final Pattern ARGUMENT_NAME = Pattern.compile("[A-Za-z0-9_.-]{1," + MAX_NAME + "}");

    private final List<Input> inputs = new ArrayList<>();
    private final Map<String, Integer> slots = new HashMap<>();
    private final Set<String> names = new HashSet<>();
    private final Set<Location> locations = EnumSet.noneOf(Location.class);

    /** The number of an input; the same for the same name and place, and required if anyone requires it. */
    int slot(Input input) {
        names.add(input.name());
        locations.add(input.location());
        var slot = slots.computeIfAbsent(input.location() + " " + input.name(), key -> inputs.size());
        if (slot == inputs.size()) {
            inputs.add(input);
        } else if (input.required()) {
            inputs.set(slot, inputs.get(slot).asRequired());
        }
        return slot;
    }

    /** Whether an input is found at that place. */
    boolean has(Location location) {
        return locations.contains(location);
    }

    /** Adds a member of the whole body, which need not be given itself then. */
    void addBodyPart(Input part) {
        inputs.replaceAll(
                input -> input.location() == Location.BODY_ARGUMENT ? input.as(input.location(), false) : input);
        slot(part.as(Location.BODY_PART, part.required()));
    }

    boolean has(String name) {
        return names.contains(name);
    }

    Inputs build() {
        return new Inputs(inputs);
    }

    /**
     * The inputs as arguments of a tool. A name that strict clients refuse, such as {@code page[size]}, becomes one that
     * they take: {@code page_size}.
     */
    Inputs buildArguments() {
        var taken = inputs.stream()
                .map(Input::name)
                .filter(InputsBuilder::isArgumentName)
                .collect(Collectors.toSet());
        return new Inputs(inputs.stream()
                .map(input -> isArgumentName(input.name()) ? input : input.called(argumentName(input.name(), taken)))
                .toList());
    }

    private static boolean isArgumentName(String name) {
        return ARGUMENT_NAME.matcher(name).matches();
    }

    private static String argumentName(String name, Set<String> taken) {
        var plain = name.replaceAll("[^A-Za-z0-9_.-]+", "_").replaceAll("^_+|_+$", "");
        var base = plain.substring(0, Math.min(plain.length(), MAX_NAME - 4));
        var candidate = base.isEmpty() ? "input" : base;
        for (var number = 2; !taken.add(candidate); number++) {
            candidate = base + "_" + number;
        }
        return candidate;
    }
}
