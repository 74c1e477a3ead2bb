package dev.capstan.spec;

import dev.capstan.problem.Position;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The rule that what refers to a function must not contradict what the function says about its effects. */
final class SemanticsRules {
    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS");

    private final Problems problems;

    SemanticsRules(Problems problems) {
        this.problems = problems;
    }

    /** What a function says about its effects. */
    private record Semantics(String function, Optional<Boolean> safe, Optional<Boolean> idempotent) {
        boolean isSafe() {
            return safe.orElse(false);
        }

        boolean isUnsafe() {
            return !safe.orElse(true);
        }
    }

    void check(Outline file) {
        var functions = functions(file);
        if (functions.isEmpty()) {
            return;
        }
        file.tools().forEach(tool -> referred(tool, functions).ifPresent(function -> tool(tool, function)));
        file.restOperations()
                .forEach(operation ->
                        referred(operation, functions).ifPresent(function -> operation(operation, function)));
    }

    private static Map<String, Semantics> functions(Outline file) {
        Map<String, Semantics> functions = new HashMap<>();
        for (var aggregate : file.aggregates()) {
            var namespace = aggregate.plain("namespace").orElse("");
            for (var function : aggregate.named("functions", Part.FLOW)) {
                var name = namespace + "." + function.name().map(Located::value).orElse("");
                function.section("semantics", Part.SEMANTICS)
                        .ifPresent(it -> functions.putIfAbsent(
                                name, new Semantics(name, it.flag("safe"), it.flag("idempotent"))));
            }
        }
        return functions;
    }

    private static Optional<Semantics> referred(Section unit, Map<String, Semantics> functions) {
        return unit.plain("ref").map(functions::get);
    }

    private void tool(Section tool, Semantics function) {
        tool.section("hints", Part.HINTS).ifPresent(hints -> {
            if (function.isSafe()) {
                hint(hints, "readOnly", false, function, "safe");
                hint(hints, "destructive", true, function, "safe");
            }
            if (function.isUnsafe()) {
                hint(hints, "readOnly", true, function, "not safe");
            }
            function.idempotent()
                    .ifPresent(idempotent -> hint(
                            hints, "idempotent", !idempotent, function, idempotent ? "idempotent" : "not idempotent"));
        });
    }

    private void hint(Section hints, String word, boolean wrong, Semantics function, String what) {
        if (hints.flag(word).filter(value -> value == wrong).isPresent()) {
            contradiction(hints.position(word), function, what, "'" + word + "' is " + wrong + " here", "" + !wrong);
        }
    }

    private void operation(Section operation, Semantics function) {
        var written = ConsumesReader.method(operation);
        var method = written.value().toUpperCase(Locale.ROOT);
        var isSafeMethod = SAFE_METHODS.contains(method);
        var here = "the method is " + method;
        if (function.isSafe() && !isSafeMethod) {
            contradiction(written.position(), function, "safe", here, "GET");
        }
        if (function.isUnsafe() && isSafeMethod) {
            contradiction(written.position(), function, "not safe", here, "POST, PUT, PATCH or DELETE");
        }
        if (function.idempotent().orElse(false) && method.equals("POST")) {
            contradiction(written.position(), function, "idempotent", here, "PUT or DELETE; GET when it is safe");
        }
    }

    private void contradiction(Position position, Semantics function, String what, String here, String expected) {
        problems.add(
                ProblemCode.AGGREGATE_SEMANTICS_CONSISTENCY,
                position,
                "the function " + function.function() + " is " + what + ", but " + here + " (expected: " + expected
                        + ")");
    }
}
