package dev.capstan.spec;

import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;

/** Rules on the texts that people and models find and understand things by. */
final class DescriptionRules {
    private final Problems problems;

    DescriptionRules(Problems problems) {
        this.problems = problems;
    }

    void check(Outline file) {
        file.info()
                .filter(info -> info.items("tags").isEmpty())
                .ifPresent(info -> problems.add(
                        ProblemCode.INFO_TAGS,
                        info.position(),
                        "'info' has no 'tags'; with some the capability is found in catalogues"));
        file.consumes().forEach(api -> described(api, ProblemCode.CONSUMES_DESCRIPTION, "consumed API"));
        file.imports().stream()
                .filter(entry -> entry.word().equals("consumes"))
                .forEach(entry ->
                        described(entry.section(), ProblemCode.CONSUMES_DESCRIPTION, "import of a consumed API"));
        file.restResources()
                .forEach(resource -> described(resource, ProblemCode.REST_RESOURCE_DESCRIPTION, "exposed resource"));
        file.restResources()
                .filter(resource -> resource.has("operations"))
                .flatMap(Outline::operations)
                .forEach(
                        operation -> described(operation, ProblemCode.REST_OPERATION_DESCRIPTION, "exposed operation"));
        file.functions()
                .forEach(function -> described(function, ProblemCode.AGGREGATE_FUNCTION_DESCRIPTION, "function"));
    }

    private void described(Section section, ProblemCode code, String what) {
        if (section.plain("description").isEmpty()) {
            problems.add(code, section.position(), "this " + what + " has no 'description' that says what it is for");
        }
    }
}
