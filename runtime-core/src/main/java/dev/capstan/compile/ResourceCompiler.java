package dev.capstan.compile;

import dev.capstan.exposure.Caching;
import dev.capstan.exposure.Resource;
import dev.capstan.exposure.ToolHints;
import dev.capstan.exposure.UriTemplate;
import dev.capstan.flow.Flow;
import dev.capstan.flow.Input;
import dev.capstan.problem.Position;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.Located;
import dev.capstan.spec.McpSpec.ResourceSpec;
import dev.capstan.spec.ParameterSpec;
import dev.capstan.spec.UnitSpec;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compiles the resources of MCP adapters: folders, and what flows make. One that could never be read is left out; the
 * others are served (format, section on MCP resources). Used for one file.
 */
final class ResourceCompiler {
    /** Each is a group of a pattern; more would be no URI that anyone writes. */
    private static final int MAX_VARIABLES = 30;

    private static final int MAX_URI = 2_000;
    private static final int MAX_TOLD = 100;
    private static final Pattern VARIABLE = Pattern.compile("\\{[A-Za-z0-9_]+}");

    /** RFC 3986, section 3.1; no variable may choose it. */
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.+", Pattern.DOTALL);

    private final FlowCompiler flows;
    private final List<Path> roots;
    private final Problems problems;

    /** @param roots the folders below which those of resources must lie; none means anywhere */
    ResourceCompiler(FlowCompiler flows, List<Path> roots, Problems problems) {
        this.flows = flows;
        this.roots = roots;
        this.problems = problems;
    }

    /**
     * @param caching of the adapter, for those that say nothing
     * @param file the file that has them
     * @param namespaces what references call the adapter
     */
    List<Resource> compile(List<ResourceSpec> specs, Caching caching, Path file, List<String> namespaces) {
        var resources = new LinkedHashMap<String, Resource>();
        var names = new HashSet<String>();
        for (var spec : specs) {
            var resource = resource(spec, caching, file, namespaces);
            if (resource.isEmpty()) {
                continue;
            }
            if (resources.putIfAbsent(shape(spec.uri()), resource.get()) != null) {
                duplicate(spec.uri(), "with the URI " + spec.uri().value(), "this one is never reached");
            } else if (!names.add(spec.unit().name().value())) {
                duplicate(spec.unit().name(), spec.unit().name().value(), "both are served");
            }
        }
        return List.copyOf(resources.values());
    }

    /** Two URIs that differ only in what their variables are called match the same. */
    private static String shape(Located<String> uri) {
        return VARIABLE.matcher(uri.value().strip()).replaceAll("{}");
    }

    private void duplicate(Located<String> place, String what, String consequence) {
        problems.add(
                ProblemCode.RESOURCE_DUPLICATE,
                place.position(),
                "there is another resource " + what + " before this one; " + consequence);
    }

    private Optional<Resource> resource(ResourceSpec resource, Caching caching, Path file, List<String> namespaces) {
        var fault = fault(resource.uri().value().strip());
        if (fault.isPresent()) {
            return invalid(resource, resource.uri().position(), fault.get());
        }
        var uri = UriTemplate.of(resource.uri().value().strip());
        if (resource.location().isPresent()) {
            return folder(resource, resource.location().get(), uri, caching, file);
        }
        return isMade(resource.unit())
                ? made(resource, uri, caching, namespaces)
                : invalid(
                        resource,
                        resource.unit().position(),
                        "there is no 'location' of a folder and no 'call', 'steps', 'ref' or 'outputParameters' with"
                                + " values (expected: one of them)");
    }

    private Optional<Resource> invalid(ResourceSpec resource, Position position, String why) {
        problems.add(
                ProblemCode.RESOURCE_INVALID,
                position,
                why + "; the resource " + resource.unit().name().value() + " is not served");
        return Optional.empty();
    }

    private static boolean isMade(UnitSpec unit) {
        return unit.call().isPresent()
                || unit.ref().isPresent()
                || !unit.steps().isEmpty()
                || OutputCompiler.areConstant(unit.outputs());
    }

    /** Clients read resources on their own, without asking anybody (MCP, resources, user interaction model). */
    private void reportUnsafe(ResourceSpec resource, Flow flow) {
        flow.calls().stream()
                .filter(call -> !ToolHints.ofMethod(call.method()).readOnly())
                .findFirst()
                .ifPresent(call -> problems.add(
                        ProblemCode.RESOURCE_UNSAFE,
                        resource.unit().position(),
                        "reading the resource " + resource.unit().name().value() + " makes the call " + call.method()
                                + " "
                                + call.name()
                                + ", and clients read resources without asking anybody (expected: a tool, or"
                                + " an operation with GET)"));
    }

    // --- URIs ---

    /** Why a text is not the URI of a resource; RFC 3986 once its variables are filled. */
    private static Optional<String> fault(String uri) {
        var filled = VARIABLE.matcher(uri).replaceAll("x");
        var what = "'" + (uri.length() > MAX_TOLD ? uri.substring(0, MAX_TOLD) + "..." : uri) + "' ";
        if (!SCHEME.matcher(uri).matches()) {
            return Optional.of(what + "is not a whole URI (expected: with a scheme, such as doc://guide)");
        }
        if (uri.length() > MAX_URI) {
            return Optional.of(what + "has more than " + MAX_URI + " characters");
        }
        var variables = VARIABLE.matcher(uri).results().map(it -> it.group()).toList();
        if (variables.size() > MAX_VARIABLES) {
            return Optional.of(what + "has more than " + MAX_VARIABLES + " variables");
        }
        if (Set.copyOf(variables).size() < variables.size()) {
            return Optional.of(what + "has a variable twice");
        }
        return isUri(filled)
                ? Optional.empty()
                : Optional.of(what + "is not a URI (expected: no blanks, and in braces letters, digits and '_')");
    }

    private static boolean isUri(String text) {
        try {
            return new URI(text).isAbsolute();
        } catch (URISyntaxException e) {
            return false;
        }
    }

    // --- folders ---

    private Optional<Resource> folder(
            ResourceSpec resource, Located<String> location, UriTemplate uri, Caching caching, Path file) {
        if (uri.isTemplate()) {
            return invalid(
                    resource,
                    resource.uri().position(),
                    "the URI of a folder has no variables, since the paths of its files are put after it");
        }
        if (isMade(resource.unit())) {
            problems.add(
                    ProblemCode.CALL_ASSUMED,
                    location.position(),
                    "this 'location' stands beside what else makes the resource "
                            + resource.unit().name().value() + ", and counts; no call is made");
        }
        return FileLocation.of(location, FileLocation.Use.RESOURCE, file, roots, problems)
                .map(path -> new Resource.Folder(
                        about(resource, resource.unit(), resource.unit().description(), resource.mimeType(), caching),
                        path,
                        roots));
    }

    // --- what flows make ---

    private Optional<Resource> made(ResourceSpec resource, UriTemplate uri, Caching caching, List<String> namespaces) {
        var exposure = new FlowCompiler.Exposure(Door.MCP, namespaces, "", List.of());
        var resolved = flows.resolve(resource.unit().giving(values(resource.unit(), uri)), exposure);
        var whole = resolved.taking(inputs(resolved.unit(), uri, resource.uri().position()));
        var flow = flows.compile(whole, exposure);
        var fault = fault(flow, uri);
        if (fault.isPresent()) {
            return invalid(resource, resource.uri().position(), fault.get());
        }
        reportUnsafe(resource, flow);
        var mimeType = resource.mimeType()
                .or(() -> whole.unit().binary().answers().stream().findFirst().map(UnitSpec.BinaryAnswer::mediaType))
                .or(() -> resource.binary() ? Optional.empty() : Optional.of("application/json"));
        return Optional.of(new Resource.Made(
                about(resource, whole.unit(), whole.description(), mimeType, caching), uri, flow, resource.binary()));
    }

    /** Values written as in the URI: {@code {id}} where elsewhere it would be <code>{{id}}</code>. */
    private static List<UnitSpec.With> values(UnitSpec unit, UriTemplate uri) {
        return unit.with().stream()
                .map(with -> isVariable(with.value().value(), uri)
                        ? new UnitSpec.With(
                                with.parameter(),
                                new Located<>(
                                        "{" + with.value().value().strip() + "}",
                                        with.value().position()))
                        : with)
                .toList();
    }

    private static boolean isVariable(String text, UriTemplate uri) {
        return uri.variables().stream().anyMatch(name -> text.strip().equals("{" + name + "}"));
    }

    /** The variables of the URI, as the unit declares them or as texts, and what else the unit declares. */
    private static List<ParameterSpec> inputs(UnitSpec unit, UriTemplate uri, Position position) {
        var own = unit.inputs().stream()
                .collect(
                        Collectors.toMap(input -> input.name().value(), Function.identity(), (first, second) -> first));
        var variables = uri.variables().stream()
                .map(name -> Optional.ofNullable(own.get(name))
                        .orElseGet(() ->
                                ParameterSpec.named(new Located<>(name, position), Optional.empty(), Optional.empty()))
                        .ofUri());
        var others = unit.inputs().stream()
                .filter(input -> !uri.variables().contains(input.name().value()));
        return Stream.concat(variables, others).toList();
    }

    /** What keeps a reader, who has nothing but the URI, from giving what the flow needs. */
    private static Optional<String> fault(Flow flow, UriTemplate uri) {
        var lost = flow.inputs().list().stream()
                .filter(Input::isNeeded)
                .map(Input::writtenName)
                .filter(name -> !uri.variables().contains(name))
                .toList();
        if (!lost.isEmpty()) {
            return Optional.of(
                    "the input '" + lost.get(0) + "' must be given, and is no variable of the URI (expected: {"
                            + lost.get(0) + "} in it, a value in 'with', or a 'default')");
        }
        return flow.inputs().list().stream()
                .filter(input -> uri.variables().contains(input.writtenName())
                        && input.type().isStructured())
                .findFirst()
                .map(input -> "the variable {" + input.writtenName() + "} is taken for an input of type "
                        + input.type().label() + ", which no URI can hold (expected: a text)");
    }

    // --- both ---

    private Resource.About about(
            ResourceSpec resource, UnitSpec unit, String description, Optional<String> mimeType, Caching caching) {
        var name = resource.unit().name().value();
        return new Resource.About(
                name,
                unit.label().orElseGet(() -> McpCompiler.title(name)),
                description,
                resource.uri().value().strip(),
                mimeType,
                Icons.compile(resource.icons(), problems),
                McpCompiler.caching(resource.caching()).or(caching),
                resource.unit().position());
    }
}
