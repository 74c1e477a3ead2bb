package dev.capstan.cli;

import dev.capstan.cli.ParityFile.Api;
import dev.capstan.cli.ParityFile.Operation;
import dev.capstan.cli.ParityFile.Parameter;
import dev.capstan.cli.ParityFile.Unit;
import dev.capstan.cli.ParityVariables.NotSimple;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Finds out what in a request takes a value, and whether the file gives it or the caller. */
final class ParityTargets {
    private static final Set<String> HEADERS_OF_THE_CONNECTION = Set.of(
            "host",
            "connection",
            "content-length",
            "transfer-encoding",
            "expect",
            "upgrade",
            "te",
            "trailer",
            "keep-alive",
            "origin",
            "x-forwarded-host");

    private final ParityFile file;
    private final Unit unit;
    private final Operation operation;
    private final List<Parameter> parameters;
    private final ParityVariables variables;
    private final ParityCredentials credentials;
    private final List<Target> targets = new ArrayList<>();

    /** Where in the request a value goes. */
    enum Place {
        PATH,
        QUERY,
        HEADER,
        BODY,
        MEMBER,
        FORM
    }

    /**
     * Something in the request that takes a value.
     *
     * @param constant the value, where the file gives it
     * @param input the name of the input, where the caller gives it
     */
    record Target(
            String name,
            Place place,
            Optional<Parameter> declaration,
            Optional<JsonNode> constant,
            Optional<String> input) {
        Optional<String> type() {
            return declaration.flatMap(Parameter::type);
        }
    }

    ParityTargets(
            ParityFile file,
            Unit unit,
            Api api,
            Operation operation,
            ParityVariables variables,
            ParityCredentials credentials) {
        this.file = file;
        this.unit = unit;
        this.operation = operation;
        this.variables = variables;
        this.credentials = credentials;
        this.parameters = parameters(api, operation);
    }

    /** The parameters of the API and of the operation; of the same name and place the operation's counts. */
    private static List<Parameter> parameters(Api api, Operation operation) {
        var byPlace = new LinkedHashMap<String, Parameter>();
        Stream.concat(api.parameters().stream(), operation.own().stream())
                .forEach(parameter -> byPlace.put(parameter.in() + " " + parameter.name(), parameter));
        return List.copyOf(byPlace.values());
    }

    /** Whether the file knows a name as a path variable of the operation. */
    boolean isDeclaredInPath(String name) {
        return unit.with().containsKey(name)
                || operation.own().stream()
                        .anyMatch(parameter -> parameter.in().equals("path")
                                && parameter.name().equals(name));
    }

    /** Whether the called operation has no inputs at all but those in its path. */
    boolean hasNoParameters() {
        return parameters.isEmpty();
    }

    List<Target> of(ParityPath path) throws NotSimple {
        for (var variable : path.variables()) {
            targets.add(pathTarget(variable));
        }
        for (var parameter : parameters) {
            add(parameter);
        }
        addBody();
        return targets;
    }

    private Target pathTarget(String variable) throws NotSimple {
        var constant = variables.find(variable);
        if (constant.isPresent()) {
            return new Target(
                    variable, Place.PATH, Optional.empty(), constant.map(ParityValues::text), Optional.empty());
        }
        var declaration = parameters.stream()
                .filter(parameter -> parameter.in().equals("path") && isSameName(parameter.name(), variable))
                .findFirst();
        if (declaration.filter(it -> !it.name().equals(variable)).isPresent()
                && unit.door() == Door.MCP
                && unit.with().isEmpty()) {
            throw new NotSimple("a path variable is declared in another spelling");
        }
        return target(variable, Place.PATH, declaration, true).orElseThrow();
    }

    /** Two spellings of one name. */
    static boolean isSameName(String one, String other) {
        return one.equals(other) || !bare(one).isEmpty() && bare(one).equals(bare(other));
    }

    private static String bare(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
    }

    private void add(Parameter parameter) throws NotSimple {
        switch (parameter.in()) {
            case "path", "body", "environment" -> {
                // The path and the body take theirs themselves; the environment is never sent.
            }
            case "query" -> {
                if (!credentials.query().containsKey(parameter.name())) {
                    add(parameter, Place.QUERY);
                }
            }
            case "header" -> addHeader(parameter);
            case "formData" -> add(parameter, Place.FORM);
            default -> throw new NotSimple("an input in '" + parameter.in() + "'");
        }
    }

    private void add(Parameter parameter, Place place) throws NotSimple {
        target(parameter.name(), place, Optional.of(parameter), parameter.required())
                .ifPresent(targets::add);
    }

    private void addHeader(Parameter parameter) throws NotSimple {
        var name = parameter.name().toLowerCase(Locale.ROOT);
        if (credentials.headers().keySet().stream().anyMatch(name::equalsIgnoreCase)) {
            throw new NotSimple("a header is an input and belongs to the authentication");
        }
        if (!HEADERS_OF_THE_CONNECTION.contains(name) && name.matches("[a-z0-9!#$%&'*+.^_`|~-]+")) {
            add(parameter, Place.HEADER);
        }
    }

    private void addBody() throws NotSimple {
        var fields = parameters.stream()
                .filter(parameter -> parameter.in().equals("body"))
                .toList();
        if (fields.size() == 1 && isWhole(fields.get(0))) {
            add(fields.get(0), Place.BODY);
        } else if (fields.isEmpty() && (unit.with().containsKey("body") || declaresBody())) {
            target("body", Place.BODY, Optional.empty(), false)
                    .filter(target -> target.input().isPresent())
                    .ifPresent(targets::add);
        } else {
            for (var field : fields) {
                add(field, Place.MEMBER);
            }
        }
    }

    /** What the exposed side calls the body is one, also where the operation does not know of it. */
    private boolean declaresBody() {
        return unit.inputs().stream().anyMatch(input -> input.name().equals("body"));
    }

    private static boolean isWhole(Parameter field) throws NotSimple {
        if (field.name().equals("body")) {
            return true;
        }
        if (field.type().isEmpty()) {
            throw new NotSimple("one body parameter without a type");
        }
        return Set.of("object", "array", "json").contains(field.type().get());
    }

    /** Empty when nothing feeds it and nobody needs it. */
    private Optional<Target> target(String name, Place place, Optional<Parameter> declaration, boolean required)
            throws NotSimple {
        var with = Optional.ofNullable(unit.with().get(name))
                .or(() -> place == Place.PATH ? withInOtherSpelling(name) : Optional.empty());
        var fixed = declaration.flatMap(Parameter::fixed);
        if (with.isPresent() && fixed.isPresent()) {
            throw new NotSimple("'with' sets an input that the called operation fixes");
        }
        var source = with.or(() -> fixed);
        if (source.isEmpty()) {
            var isFed = required
                    || unit.inputs().isEmpty()
                    || unit.own(name).isPresent()
                    || unit.exposedVariable(name, place == Place.PATH).isPresent();
            return isFed
                    ? Optional.of(new Target(name, place, declaration, Optional.empty(), Optional.of(name)))
                    : Optional.empty();
        }
        var reference = reference(source.get(), with.isEmpty());
        return Optional.of(new Target(
                name,
                place,
                declaration,
                reference.isPresent() ? Optional.empty() : Optional.of(constant(source.get())),
                reference));
    }

    private Optional<RawYaml> withInOtherSpelling(String name) {
        return unit.with().entrySet().stream()
                .filter(entry -> isSameName(entry.getKey(), name))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private JsonNode constant(RawYaml value) throws NotSimple {
        if (!value.isScalar()) {
            throw new NotSimple("a constant that is no text");
        }
        return value.isText()
                ? ParityValues.text(variables.filled(value.text()))
                : TestServer.JSON.readTree(value.text());
    }

    /**
     * The name of the input that a value stands for.
     *
     * @param isShared whether the value belongs to the called operation, which both doors call
     */
    private Optional<String> reference(RawYaml value, boolean isShared) throws NotSimple {
        if (!value.isText()) {
            return Optional.empty();
        }
        var sole = ParityVariables.soleReference(value.text());
        if (sole.isEmpty()) {
            return isShared ? Optional.empty() : afterPrefix(value.text(), false);
        }
        if (variables.find(sole.get()).isPresent()) {
            return Optional.empty();
        }
        var name = afterPrefix(sole.get(), isShared);
        if (name.isEmpty() && sole.get().contains(".")) {
            throw new NotSimple("a reference with an unknown word before the dot");
        }
        return name.or(() -> sole);
    }

    private Optional<String> afterPrefix(String text, boolean isShared) throws NotSimple {
        var plain = text.startsWith("$this.") ? text.substring("$this.".length()) : text;
        if (plain.startsWith("$")) {
            throw new NotSimple("a value that starts with $");
        }
        var prefixes = new ArrayList<String>();
        unit.namespace().ifPresent(prefixes::add);
        if (unit.door() == Door.REST || isShared) {
            prefixes.addAll(List.of("rest", "api"));
        }
        if (unit.door() == Door.MCP || isShared) {
            prefixes.addAll(List.of("tools", "mcp"));
        }
        for (var prefix : prefixes) {
            if (plain.startsWith(prefix + ".")) {
                return Optional.of(plain.substring(prefix.length() + 1));
            }
        }
        var namespaces = file.units().stream().flatMap(other -> other.namespace().stream());
        if (Stream.concat(Stream.of("rest", "tools"), namespaces).anyMatch(other -> plain.startsWith(other + "."))) {
            throw new NotSimple("a reference to another adapter");
        }
        return Optional.empty();
    }
}
