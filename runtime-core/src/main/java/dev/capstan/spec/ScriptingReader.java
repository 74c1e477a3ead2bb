package dev.capstan.spec;

import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads {@code management.scripting} of the control adapter. */
final class ScriptingReader {
    private final Problems problems;

    ScriptingReader(Problems problems) {
        this.problems = problems;
    }

    /** Of several control adapters, which a file should not have, the first that says something counts. */
    ScriptingSpec read(List<Node.Mapping> exposes) {
        return exposes.stream()
                .filter(adapter -> ExposesReader.type(adapter).equals("control"))
                .flatMap(adapter ->
                        Section.silent(adapter, Part.CONTROL).section("management", Part.MANAGEMENT).stream())
                .flatMap(management -> management.mapping("scripting").stream())
                .findFirst()
                .map(scripting -> read(Section.of(scripting, Part.SCRIPTING, problems)))
                .orElse(ScriptingSpec.NONE);
    }

    private ScriptingSpec read(Section scripting) {
        return new ScriptingSpec(
                scripting.flag("enabled").map(flag -> new Located<>(flag, scripting.position("enabled"))),
                filled(scripting, "defaultLocation"),
                filled(scripting, "defaultLanguage"),
                number(scripting, "timeout"),
                number(scripting, "statementLimit"),
                UnitReader.texts(scripting.items("allowedLanguages")).stream()
                        .map(language -> language.value().toLowerCase(Locale.ROOT))
                        .toList());
    }

    private static Optional<Located<String>> filled(Section scripting, String word) {
        return scripting.text(word).filter(text -> !text.value().isBlank());
    }

    private Optional<Located<Integer>> number(Section scripting, String word) {
        return filled(scripting, word).flatMap(written -> {
            try {
                var number = Integer.parseInt(written.value().strip());
                if (number > 0) {
                    return Optional.of(new Located<>(number, written.position()));
                }
            } catch (NumberFormatException e) {
                // Told below, like a number out of range.
            }
            problems.add(
                    ProblemCode.WRONG_TYPE,
                    written.position(),
                    "'" + word + "' is '" + written.value() + "' (expected: a whole number from 1 to "
                            + Integer.MAX_VALUE + "); the default is used");
            return Optional.empty();
        });
    }
}
