package dev.capstan.spec;

import dev.capstan.problem.Position;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import java.util.HashMap;
import java.util.Map;

/** Rules on import entries. */
final class ImportRules {
    private final Problems problems;

    ImportRules(Problems problems) {
        this.problems = problems;
    }

    void check(Outline file) {
        Map<String, Position> names = new HashMap<>();
        for (var entry : file.imports()) {
            complete(entry.section());
            notSelf(entry.section());
            unique(entry, names);
            if (file.isStandalone()) {
                problems.add(
                        ProblemCode.STANDALONE_NO_IMPORTS,
                        entry.section().position(),
                        "a file without 'capability' must not import; let the files that use it import this as well");
            }
        }
    }

    private void complete(Section entry) {
        if (entry.plain("location").isEmpty()) {
            problems.add(
                    ProblemCode.IMPORT_FROM_REQUIRED,
                    entry.position(),
                    "this import has no 'from' (in older versions 'location') that names the file to import from");
        }
        if (entry.plain("import").isEmpty()) {
            problems.add(
                    ProblemCode.IMPORT_IMPORT_REQUIRED,
                    entry.position(),
                    "this import has no 'import' that names what to take; everything of the file's section is taken");
        }
    }

    private void notSelf(Section entry) {
        entry.text("location")
                .filter(from -> from.value().strip().equals("."))
                .ifPresent(from -> problems.add(
                        ProblemCode.IMPORT_FROM_NOT_SELF,
                        from.position(),
                        "'.' is the folder of this file (expected: the path of the file to import from)"));
    }

    private void unique(Outline.Import entry, Map<String, Position> names) {
        entry.name().ifPresent(name -> {
            var first = names.putIfAbsent(entry.word() + " " + name.value(), name.position());
            if (first != null) {
                problems.add(
                        ProblemCode.IMPORT_UNIQUE_ALIAS,
                        name.position(),
                        "another import into '" + entry.word() + "' is called '" + name.value() + "', too, at " + first
                                + "; give one of them another name with 'as'");
            }
        });
    }
}
