package dev.capstan.spec;

import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Rules on steps. */
final class StepRules {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+");

    private final Problems problems;

    StepRules(Problems problems) {
        this.problems = problems;
    }

    void check(Outline file) {
        var steps = steps(file).toList();
        steps.stream()
                .flatMap(step -> step.name().stream())
                .filter(name -> !NAME.matcher(name.value()).matches())
                .forEach(name -> problems.add(
                        ProblemCode.STEPS_NAME_PATTERN,
                        name.position(),
                        "the step name '" + name.value()
                                + "' cannot be referred to (expected: letters, digits, '_' and '-')"));
        // The steps of a file that is there to be imported get the defaults of the one that imports it.
        if (!file.isStandalone()) {
            steps.stream()
                    .filter(step -> step.plain("type")
                            .filter("script"::equalsIgnoreCase)
                            .isPresent())
                    .forEach(step -> {
                        script(file, step, "location", "defaultLocation");
                        script(file, step, "language", "defaultLanguage");
                    });
        }
    }

    private static Stream<Section> steps(Outline file) {
        return Stream.of(
                        file.restOperations(),
                        file.tools(),
                        file.adapters("mcp").flatMap(it -> it.named("resources", Part.MCP_RESOURCE).stream()),
                        file.functions())
                .flatMap(units -> units)
                .flatMap(unit -> unit.named("steps", Part.STEP).stream());
    }

    private void script(Outline file, Section step, String word, String standard) {
        if (step.plain(word).isEmpty() && !hasDefault(file, standard)) {
            problems.add(
                    ProblemCode.SCRIPT_DEFAULTS_REQUIRED,
                    step.position(),
                    "this script step has no '" + word + "'; add it, or '" + standard
                            + "' under 'management.scripting' of the control adapter");
        }
    }

    private static boolean hasDefault(Outline file, String word) {
        return file.adapters("control")
                .flatMap(control -> control.section("management", Part.MANAGEMENT).stream())
                .flatMap(management -> management.section("scripting", Part.SCRIPTING).stream())
                .anyMatch(scripting -> scripting.plain(word).isPresent());
    }
}
