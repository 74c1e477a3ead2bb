package dev.capstan.spec;

import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Rules on base URIs and on the paths of resources and operations. */
final class PathRules {
    private static final Pattern EXAMPLE_HOST = Pattern.compile("(?i)(^|[/.@])example\\.com([:/]|$)");

    private final Problems problems;

    PathRules(Problems problems) {
        this.problems = problems;
    }

    void check(Outline file) {
        file.consumes().forEach(this::consumed);
        file.restResources()
                .forEach(resource ->
                        paths(resource, Outline.operations(resource)).forEach(this::exposedPath));
    }

    private void consumed(Section api) {
        api.text("baseUri").ifPresent(this::baseUri);
        Stream.concat(
                        Outline.consumedResources(api)
                                .flatMap(resource -> paths(resource, Outline.consumedOperations(resource))),
                        paths(api.named("operations", Part.CONSUMED_OPERATION).stream()))
                .forEach(this::consumedPath);
    }

    /** The path of a resource, and those that its operations have themselves. */
    private static Stream<Located<String>> paths(Section resource, Stream<Section> operations) {
        // A resource that is its only operation has one path, not two.
        return resource.has("operations")
                ? Stream.concat(resource.text("path").stream(), paths(operations))
                : resource.text("path").stream();
    }

    private static Stream<Located<String>> paths(Stream<Section> operations) {
        return operations.flatMap(operation -> operation.text("path").stream());
    }

    private void baseUri(Located<String> baseUri) {
        if (baseUri.value().endsWith("/")) {
            problems.add(
                    ProblemCode.CONSUMES_BASEURI_NO_TRAILING_SLASH,
                    baseUri.position(),
                    "the base URI '" + baseUri.value()
                            + "' ends with a slash; leave it out, the paths of the resources begin with one");
        }
        if (EXAMPLE_HOST.matcher(baseUri.value()).find()) {
            problems.add(
                    ProblemCode.BASEURI_NOT_EXAMPLE,
                    baseUri.position(),
                    "the base URI '" + baseUri.value() + "' is that of an example (expected: the address of the API)");
        }
    }

    private void consumedPath(Located<String> path) {
        query(path, ProblemCode.CONSUMED_RESOURCE_NO_QUERY_IN_PATH);
    }

    private void exposedPath(Located<String> path) {
        query(path, ProblemCode.REST_RESOURCE_PATH_NO_QUERY);
        if (path.value().endsWith("/")) {
            problems.add(
                    ProblemCode.REST_RESOURCE_PATH_NO_TRAILING_SLASH,
                    path.position(),
                    "the exposed path '" + path.value() + "' ends with a slash (expected: a path without)");
        }
    }

    private void query(Located<String> path, ProblemCode code) {
        if (path.value().contains("?")) {
            problems.add(
                    code,
                    path.position(),
                    "the path '" + path.value() + "' has a query; declare its parameters under 'inputParameters' with"
                            + " 'in: query'");
        }
    }
}
