package dev.capstan.compile;

import dev.capstan.exposure.RestRoute;
import dev.capstan.exposure.RoutePath;
import dev.capstan.failure.Failure;
import dev.capstan.failure.FailureCode;
import dev.capstan.flow.Answer;
import dev.capstan.flow.Flow;
import dev.capstan.flow.Inputs;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.ConsumesSpec.AnswerSpec;
import dev.capstan.spec.ConsumesSpec.OperationSpec;
import dev.capstan.spec.Located;
import dev.capstan.spec.ParameterSpec;
import dev.capstan.spec.RestSpec.ForwardSpec;
import dev.capstan.spec.UnitSpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Compiles paths whose requests go to an upstream as they are (format, section on {@code forward}): one call of an
 * operation for each method, which takes the rest of the path, the whole query, the body and the trusted headers.
 */
final class ForwardCompiler {
    /** OPTIONS is answered here, as for every other path. */
    private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");

    private static final String REST_OF_PATH = "path";

    private final OperationTable operations;
    private final VariableScope variables;
    private final Problems problems;

    ForwardCompiler(OperationTable operations, VariableScope variables, Problems problems) {
        this.operations = operations;
        this.variables = variables;
        this.problems = problems;
    }

    /** @param namespaces what the adapter is called */
    List<RestRoute> routes(ForwardSpec forward, List<String> namespaces) {
        var plain = new Located<>(
                Paths.plain(forward.path().value()), forward.path().position());
        var path = Paths.route(plain, "", Set.of(), problems);
        if (path.isEmpty()) {
            return List.of();
        }
        var api = operations.api(forward.target().value());
        if (api.isEmpty()) {
            problems.add(
                    ProblemCode.CALL_UNKNOWN,
                    forward.target().position(),
                    "there is no consumed API '" + forward.target().value() + "' to forward to" + operations.knownApis()
                            + "; calls of this answer 503");
        }
        return METHODS.stream()
                .map(method -> new RestRoute(
                        method,
                        forward.path().value(),
                        path.get(),
                        List.of(),
                        forward.description(),
                        api.map(target -> flow(forward, target, method, path.get(), namespaces))
                                .orElseGet(() -> unknown(forward)),
                        forward.position()))
                .toList();
    }

    private static Flow unknown(ForwardSpec forward) {
        return new Flow.Unavailable(
                forward.target().value(),
                new Inputs(List.of()),
                Failure.of(
                        FailureCode.CAPABILITY_FAULTY,
                        "There is no consumed API '" + forward.target().value() + "' to forward to ("
                                + forward.target().position() + ")."));
    }

    private Flow flow(ForwardSpec forward, Api api, String method, RoutePath path, List<String> namespaces) {
        var operation = operation(forward, api, method, path);
        var call = new Located<>(api.spec().namespace().value() + ".forward", forward.position());
        var unit = UnitSpec.at(forward.position()).calling(call, List.of());
        var inputs = new UnitInputs(unit, Door.REST, path.variables(), problems);
        var compiled = new CallCompiler(
                        unit,
                        inputs,
                        Naming.of(namespaces, Door.REST),
                        new OperationTable.Callee(
                                api,
                                operation,
                                new AnswerCompiler(AnswerSpec.NONE, List.of(), api.standsIn(), problems)),
                        CallCompiler.Kind.FORWARD,
                        variables,
                        problems)
                .compile();
        return compiled.upstream()
                .<Flow>map(upstream -> new Flow.Call(inputs.build(), upstream, new Answer.AsItCame(), List.of()))
                .orElseGet(() -> new Flow.Unavailable(
                        compiled.name(), inputs.build(), compiled.obstacle().orElseThrow()));
    }

    /** What the API sets itself, a caller cannot. */
    private static boolean isSet(Located<String> header, Api api) {
        return api.spec().inputs().stream()
                .anyMatch(input -> Target.in(input).equals("header")
                        && input.value().isPresent()
                        && input.name().value().equalsIgnoreCase(header.value()));
    }

    private static OperationSpec operation(ForwardSpec forward, Api api, String method, RoutePath path) {
        var rest = path.variables().contains(REST_OF_PATH) ? "/{" + REST_OF_PATH + "+}" : "";
        return new OperationSpec(
                new Located<>("forward", forward.position()),
                new Located<>(method, forward.position()),
                forward.description(),
                "",
                new Located<>(rest, forward.path().position()),
                forward.trustedHeaders().stream()
                        .filter(header -> !isSet(header, api))
                        .map(header -> ParameterSpec.named(
                                header, Optional.of(new Located<>("header", header.position())), Optional.empty()))
                        .toList(),
                Optional.empty(),
                AnswerSpec.NONE,
                forward.position());
    }
}
