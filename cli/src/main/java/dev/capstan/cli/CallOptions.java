package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.catalog.Catalog;
import dev.capstan.catalog.CatalogEntry;
import dev.capstan.catalog.RouteMatch;
import dev.capstan.exposure.Authentication;
import dev.capstan.exposure.Resource;
import dev.capstan.flow.Flow;
import dev.capstan.flow.HttpInputs;
import dev.capstan.flow.Input;
import dev.capstan.flow.Location;
import dev.capstan.flow.MultipartReader;
import dev.capstan.flow.RawInputs;
import dev.capstan.flow.ToolInputs;
import dev.capstan.problem.Known;
import dev.capstan.problem.Position;
import dev.capstan.value.BindLocation;
import dev.capstan.value.FileVariables;
import dev.capstan.value.JsonText;
import dev.capstan.value.PercentCoding;
import dev.capstan.value.Value;
import dev.capstan.value.ValueType;
import dev.capstan.value.Variables;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What {@code explain} and {@code call} take: one call, as a route, as a tool, or for a resource. */
final class CallOptions {
    private static final Set<Location> ARGUMENTS = Set.of(Location.QUERY, Location.HEADER, Location.COOKIE);

    private static final Pattern ROUTE = Pattern.compile("([A-Za-z]+)\\s+(/\\S*)");
    private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://\\S*");

    private final Option<List<String>> positional;
    private final SourceOptions source;
    private final Option<Map<String, String>> arguments;
    private final Option<String> body;

    CallOptions(Options options) {
        positional = options.positional(
                String.class,
                1,
                "[PATH…] TARGET",
                "Files and folders (default: ./capabilities), then what to call: 'METHOD /path', a tool, or the URI of a"
                        + " resource.");
        source = new SourceOptions(options);
        arguments = options.pairs(
                "--arg",
                "NAME=VALUE",
                "An argument of the tool, or a query parameter, header or cookie of the route. Repeatable.");
        body = options.one("--body", String.class, "JSON", "The request body, or the tool's argument body.");
    }

    /** What is to be called, with what the caller gives. */
    record Target(String name, Position position, Authentication authentication, Flow flow, RawInputs inputs) {
        /** What this call alone needs at the locations of binds. */
        Map<BindLocation, Set<String>> boundKeys() {
            var keys = new HashMap<BindLocation, Set<String>>();
            new FileVariables(flow.uses(), List.of()).collect(keys);
            flow.calls().forEach(call -> new FileVariables(call.uses(), List.of()).collect(keys));
            return keys;
        }
    }

    /** What is to be called, and the variables, which have everything that this needs. */
    record Prepared(Target target, Variables variables) {}

    /** @throws UsageFault when there is no such route, tool or resource, or several */
    Prepared prepare() {
        var words = positional.given().orElseThrow();
        var name = words.get(words.size() - 1);
        var paths = SourceOptions.orDefault(
                words.subList(0, words.size() - 1).stream().map(Path::of).toList());
        var catalog = SourceOptions.load(paths, source.settings(paths));
        var target = target(catalog, name.strip());
        var variables = source.variables();
        variables.expect(target.boundKeys());
        return new Prepared(target, variables);
    }

    private Target target(Catalog catalog, String name) {
        var route = ROUTE.matcher(name);
        if (route.matches()) {
            return route(catalog, route.group(1).toUpperCase(Locale.ROOT), route.group(2));
        }
        return URI.matcher(name).matches() ? resource(catalog, name) : tool(catalog, name);
    }

    private Target route(Catalog catalog, String method, String target) {
        // One character for each octet, as it would come over the wire.
        var parts = new String(target.getBytes(UTF_8), StandardCharsets.ISO_8859_1).split("\\?", 2);
        var matches = catalog.rest().values().stream()
                .map(table -> table.match(method, parts[0], parts.length > 1 ? parts[1] : ""))
                .toList();
        var candidates = new TreeSet<String>();
        var allowed = new TreeSet<String>();
        var found = new ArrayList<RouteMatch.Found>();
        for (var match : matches) {
            if (match instanceof RouteMatch.Found one) {
                found.add(one);
                candidates.add(one.route().position().toString());
            } else if (match instanceof RouteMatch.Ambiguous several) {
                candidates.addAll(several.candidates());
            } else if (match instanceof RouteMatch.WrongMethod wrong) {
                allowed.addAll(wrong.allowed());
            }
        }
        if (candidates.size() > 1) {
            throw new UsageFault("several routes are " + method + " " + target + ": " + String.join(", ", candidates)
                    + "; name one by its canonical path, which 'capstan list --json' shows");
        }
        if (found.isEmpty()) {
            throw new UsageFault(
                    allowed.isEmpty()
                            ? "nothing is served at " + target + "; 'capstan list' shows what is"
                            : target + " has no " + method + ", but " + String.join(", ", allowed));
        }
        return target(method + " " + target, found.get(0), parts.length > 1 ? parts[1] : "");
    }

    private Target target(String name, RouteMatch.Found found, String query) {
        var flow = found.route().flow();
        requireTaken(flow);
        var inputs = new HttpInputs(
                found.route().path().variables(),
                found.values(),
                query(flow, query),
                header -> header.equals("Cookie")
                        ? cookies(flow)
                        : Optional.ofNullable(arguments().get(header)),
                content(),
                MultipartReader.NONE);
        return new Target(name, found.route().position(), found.claim().authentication(), flow, inputs);
    }

    /** A caller's mistake would be passed over by the route; who tries it here wants to know. */
    private void requireTaken(Flow flow) {
        var all = flow.inputs().list();
        if (all.stream().anyMatch(input -> input.location() == Location.UNDECLARED_QUERY)) {
            return;
        }
        var known = all.stream()
                .filter(input -> ARGUMENTS.contains(input.location()))
                .map(Input::name)
                .collect(Collectors.toCollection(TreeSet::new));
        arguments().keySet().stream()
                .filter(name -> !known.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new UsageFault("--arg " + name + "=...: the route has no query parameter, header or cookie of"
                            + " that name" + Known.of(name, known) + "; what belongs to its path or body stands there");
                });
    }

    private Map<String, String> arguments() {
        return arguments.or(Map.of());
    }

    /** The query of the path, and the arguments that are no headers and no cookies. */
    private String query(Flow flow, String query) {
        var all = new StringBuilder(query);
        arguments().forEach((name, value) -> {
            if (!isAt(Location.HEADER, name, flow) && !isAt(Location.COOKIE, name, flow)) {
                all.append(all.isEmpty() ? "" : "&");
                PercentCoding.encode(name, all);
                all.append('=');
                PercentCoding.encode(value, all);
            }
        });
        return all.toString();
    }

    private static boolean isAt(Location location, String name, Flow flow) {
        return flow.inputs().list().stream()
                .anyMatch(input -> input.location() == location && input.name().equals(name));
    }

    private Optional<String> cookies(Flow flow) {
        var cookies = arguments().entrySet().stream()
                .filter(argument -> isAt(Location.COOKIE, argument.getKey(), flow))
                .map(argument -> argument.getKey() + "=" + argument.getValue())
                .collect(Collectors.joining("; "));
        return cookies.isEmpty() ? Optional.empty() : Optional.of(cookies);
    }

    private Value.Content content() {
        return new Value.Content(body.or("").getBytes(UTF_8), Optional.of("application/json"), Optional.empty());
    }

    private Target tool(Catalog catalog, String name) {
        var tools = catalog.entries().stream()
                .flatMap(entry -> entry.tools().stream())
                .filter(tool -> tool.listedName().equals(name)
                        || tool.qualifiedName().equals(name)
                        || tool.tool().name().equals(name))
                .toList();
        if (tools.size() > 1) {
            throw new UsageFault("several capabilities have the tool " + name + "; name one of "
                    + tools.stream().map(CatalogEntry.NamedTool::qualifiedName).collect(Collectors.joining(", ")));
        }
        if (tools.isEmpty()) {
            var known = catalog.entries().stream()
                    .flatMap(entry -> entry.tools().stream())
                    .map(CatalogEntry.NamedTool::listedName)
                    .toList();
            throw new UsageFault("there is no tool " + name
                    + Known.nearest(name, known)
                            .map(meant -> "; did you mean '" + meant + "'?")
                            .orElse("; 'capstan list' shows the names"));
        }
        var tool = tools.get(0).tool();
        return new Target(
                name,
                tool.position(),
                tools.get(0).authentication(),
                tool.flow(),
                new ToolInputs(toolArguments(tool.flow()), tool.flow().inputs()));
    }

    private static Target resource(Catalog catalog, String uri) {
        var fitting = catalog.entries().stream()
                .flatMap(entry -> entry.resources().stream())
                .filter(resource -> resource(resource, uri).isPresent())
                .toList();
        // What is written without variables is meant before what only fits.
        var found = fitting.stream()
                .filter(resource -> resource.resource().about().uri().equals(uri))
                .findFirst()
                .or(() -> fitting.stream().findFirst())
                .orElseThrow(() -> new UsageFault(
                        "no call makes the resource " + uri + "; 'capstan list --details' shows the URIs"));
        if (found.isAmbiguous()) {
            throw new UsageFault("several capabilities have the resource "
                    + found.resource().about().uri() + "; name the file of one of them");
        }
        return resource(found, uri).orElseThrow();
    }

    private static Optional<Target> resource(CatalogEntry.NamedResource resource, String uri) {
        if (!(resource.resource() instanceof Resource.Made made)) {
            return Optional.empty();
        }
        return made.uri().match(uri).map(values -> {
            var given = new LinkedHashMap<String, Value.Json>();
            values.forEach((name, value) ->
                    given.put(name, json("{" + name + "}", new String(JsonText.quote(value), UTF_8))));
            return new Target(
                    made.uri().text(),
                    made.about().position(),
                    resource.authentication(),
                    made.flow(),
                    new ToolInputs(given, made.flow().inputs()));
        });
    }

    private Map<String, Value.Json> toolArguments(Flow flow) {
        var given = new LinkedHashMap<String, Value.Json>();
        arguments().forEach((name, value) -> given.put(name, argument(flow, name, value)));
        body.given().ifPresent(text -> given.put("body", json("--body", text)));
        return given;
    }

    /** A text argument is taken as it is; every other type is written as JSON. */
    private static Value.Json argument(Flow flow, String name, String value) {
        var type = flow.inputs().named(name).map(Input::type).orElse(ValueType.STRING);
        return type == ValueType.STRING
                ? json("--arg " + name, new String(JsonText.quote(value), UTF_8))
                : json("--arg " + name, value);
    }

    private static Value.Json json(String option, String text) {
        try {
            return JsonText.check(text.getBytes(UTF_8));
        } catch (JsonText.NotJson e) {
            throw new UsageFault(option + " is not valid JSON: " + e.getMessage());
        }
    }
}
