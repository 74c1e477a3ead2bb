package dev.capstan.compile;

import dev.capstan.failure.Failure;
import dev.capstan.failure.FailureCode;
import dev.capstan.problem.Position;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.script.Script;
import dev.capstan.script.ScriptPermission;
import dev.capstan.spec.Located;
import dev.capstan.spec.ScriptingSpec;
import dev.capstan.spec.StepSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Finds the programs of script steps, as far as the operator allows them. Used for one file. */
final class Scripts {
    private static final Set<String> NAMES = Set.of("javascript", "js");

    private final ScriptPermission permission;
    private final ScriptingSpec defaults;
    private final ScriptFiles files;
    private final Problems problems;

    Scripts(CompileSettings settings, ScriptingSpec defaults, Problems problems) {
        this.permission = settings.scripts();
        this.defaults = defaults;
        this.files = new ScriptFiles(settings.importRoots());
        this.problems = problems;
    }

    /** What a script step came to: a program, or why there is none. */
    record Found(Optional<Script> program, Optional<Failure> obstacle) {}

    /** Every file that was read or looked for. */
    Set<Path> files() {
        return files.files();
    }

    Found find(StepSpec.Script step) {
        var refusal = refusal().or(() -> languageRefusal(step));
        if (refusal.isPresent()) {
            return unavailable(step.position(), refusal.get());
        }
        var location =
                step.location().filter(folder -> !folder.value().isBlank()).or(defaults::location);
        if (location.isEmpty()) {
            return invalid(
                    step.position(), "the script step '" + step.name().value() + "' names no folder with 'location'");
        }
        return program(step, location.get());
    }

    private Optional<String> refusal() {
        if (permission == ScriptPermission.REFUSED) {
            return Optional.of("scripts are not run, because the one who started this did not allow it; --allow-scripts"
                    + " allows it: then programs of the files run on this machine, in processes with little memory, no"
                    + " environment and no access to files and networks");
        }
        if (permission == ScriptPermission.WITHOUT_ENGINE) {
            return Optional.of("scripts are allowed, but there is no GraalJS on the class path; put "
                    + ScriptPermission.COORDINATES
                    + " and what it needs there: java -cp 'capstan.jar:graal/*' dev.capstan.cli.Capstan");
        }
        return defaults.enabled()
                .filter(enabled -> !enabled.value())
                .map(enabled -> "the control adapter of this file switches scripts off (" + enabled.position() + ")");
    }

    private Optional<String> languageRefusal(StepSpec.Script step) {
        var language = step.language()
                .filter(name -> !name.value().isBlank())
                .or(defaults::language)
                .map(name -> name.value().strip().toLowerCase(Locale.ROOT))
                .orElse("");
        if (!NAMES.contains(language)) {
            return Optional.of(
                    language.isEmpty()
                            ? "a script names no 'language' (expected: javascript)"
                            : language.equals("groovy")
                                    ? "scripts in groovy are never run, since nothing closes them in; write it in"
                                            + " javascript"
                                    : "scripts in '" + language + "' are not run (run: javascript)");
        }
        return defaults.allowedLanguages().isEmpty()
                        || defaults.allowedLanguages().stream().anyMatch(NAMES::contains)
                ? Optional.empty()
                : Optional.of("the control adapter of this file does not have javascript among 'allowedLanguages'");
    }

    private Found program(StepSpec.Script step, Located<String> location) {
        var sources = new ArrayList<Script.Source>();
        var files = new ArrayList<>(step.dependencies());
        files.add(step.file());
        for (var file : files) {
            try {
                sources.add(this.files.read(location, file.value().strip()));
            } catch (ScriptFiles.Refused e) {
                return invalid(file.position(), String.valueOf(e.getMessage()));
            }
        }
        var program = new Script(step.file().value().strip(), List.copyOf(sources), statements(), timeout());
        return new Found(Optional.of(program), Optional.empty());
    }

    private int statements() {
        return defaults.statementLimit().map(Located::value).orElse(Script.STATEMENTS);
    }

    /** A file may be stricter with itself than the default, but not more generous with the operator's time. */
    private Duration timeout() {
        var most = (int) Script.TIMEOUT.toMillis();
        return Duration.ofMillis(defaults.timeout()
                .map(written -> Math.min(most, written.value()))
                .orElse(most));
    }

    private Found unavailable(Position position, String why) {
        return refused(ProblemCode.SCRIPT_UNAVAILABLE, FailureCode.SCRIPT_UNAVAILABLE, position, why);
    }

    private Found invalid(Position position, String why) {
        return refused(ProblemCode.SCRIPT_INVALID, FailureCode.CAPABILITY_FAULTY, position, why);
    }

    private Found refused(ProblemCode problem, FailureCode code, Position position, String why) {
        problems.add(problem, position, why + "; calls of this answer 503");
        var detail = Character.toUpperCase(why.charAt(0)) + why.substring(1) + " (" + position + ").";
        return new Found(Optional.empty(), Optional.of(Failure.of(code, detail)));
    }
}
