package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.catalog.CatalogEntry;
import dev.capstan.exposure.RoutePath.Segment;
import dev.capstan.failure.FailureException;
import dev.capstan.flow.HttpInputs;
import dev.capstan.flow.Input;
import dev.capstan.flow.Inputs;
import dev.capstan.flow.Location;
import dev.capstan.flow.MultipartReader;
import dev.capstan.value.JsonText;
import dev.capstan.value.PercentCoding;
import dev.capstan.value.Value;
import dev.capstan.value.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A call of a route with values that are made up: for all that it needs, and nothing else. */
final class SampleCall {
    private static final Pattern UNQUOTED = Pattern.compile("[A-Za-z0-9/:._~%-]*");
    private static final List<Location> MEMBERS = List.of(Location.BODY_MEMBER, Location.FORM_FIELD);

    private final CatalogEntry.Route route;
    private final Inputs inputs;

    private SampleCall(CatalogEntry.Route route) {
        this.route = route;
        this.inputs = route.route().flow().inputs();
    }

    /** The call for curl; empty where the route would not take such values. */
    static Optional<String> curl(CatalogEntry.Route route, int port) {
        var call = new SampleCall(route);
        return call.isPlain() || call.isTaken() ? Optional.of(call.curl(port)) : Optional.empty();
    }

    /** Nothing to find out: to read inputs loads what most starts do not need yet, as does to compare records. */
    private boolean isPlain() {
        return inputs.list().stream()
                .allMatch(input -> input.location() == Location.BODY
                        || !input.isNeeded()
                        || input.location() == Location.PATH
                                && input.shape().choices().isEmpty()
                                && input.shape().pattern().isEmpty()
                                && input.shape().members().isEmpty());
    }

    private boolean isTaken() {
        var path = route.route().path();
        try {
            inputs.read(new HttpInputs(
                    path.variables(),
                    path.variables().stream().map(this::segment).toList(),
                    query(),
                    name -> needed(Location.HEADER)
                            .filter(input -> input.name().equalsIgnoreCase(name))
                            .findFirst()
                            .map(SampleCall::value)
                            .or(() -> name.equals("Cookie") ? cookies() : Optional.empty()),
                    new Value.Content(
                            body().orElse("").getBytes(UTF_8), Optional.of("application/json"), Optional.empty()),
                    MultipartReader.NONE));
            return true;
        } catch (FailureException e) {
            return false;
        }
    }

    private String curl(int port) {
        var words = new ArrayList<String>();
        words.add("curl");
        var method = route.route().method();
        var body = body();
        if (method.equals("HEAD")) {
            words.add("-I");
        } else if (!method.equals(body.isPresent() ? "POST" : "GET")) {
            words.add("-X " + method);
        }
        words.add(quoted("http://127.0.0.1:" + port + target()));
        needed(Location.HEADER).forEach(input -> words.add("-H " + quoted(input.name() + ": " + value(input))));
        cookies().ifPresent(cookies -> words.add("-b " + quoted(cookies)));
        body.ifPresent(text -> words.add("-d " + quoted(text)));
        return String.join(" ", words);
    }

    private String target() {
        var path = route.route().path().segments().stream().map(this::text).collect(Collectors.joining("/", "/", ""));
        var query = Stream.concat(
                        route.route().query().stream().map(PercentCoding::repairQuery),
                        Stream.of(query()).filter(text -> !text.isEmpty()))
                .collect(Collectors.joining("&"));
        return path + (query.isEmpty() ? "" : "?" + query);
    }

    private String text(Segment segment) {
        if (segment instanceof Segment.Mixed mixed) {
            return mixed.pieces().stream().map(this::text).collect(Collectors.joining());
        }
        return segment instanceof Segment.Literal literal
                ? PercentCoding.repairPath(literal.text())
                : segment.variables().map(this::segment).collect(Collectors.joining());
    }

    private String segment(String variable) {
        return inputs.list().stream()
                .filter(input ->
                        input.location() == Location.PATH && input.name().equals(variable))
                .findFirst()
                .filter(input -> !input.shape().choices().isEmpty())
                .map(input -> PercentCoding.encode(value(input)))
                .orElse("42");
    }

    private String query() {
        return needed(Location.QUERY)
                .map(input -> PercentCoding.encode(input.name()) + "=" + PercentCoding.encode(value(input)))
                .collect(Collectors.joining("&"));
    }

    private Optional<String> cookies() {
        return needed(Location.COOKIE)
                .map(input -> input.name() + "=" + value(input))
                .reduce((one, other) -> one + "; " + other);
    }

    /** What a body can be is shown also where a call may leave it out. */
    private Optional<String> body() {
        var whole = at(Location.BODY).findFirst();
        if (whole.isPresent()) {
            return Optional.of(whole.get().type() == ValueType.ARRAY ? "[]" : "{\"name\": \"hello\"}");
        }
        if (MEMBERS.stream().noneMatch(location -> at(location).findAny().isPresent())) {
            return needed(Location.BODY_TEXT).findFirst().map(SampleCall::value);
        }
        return Optional.of(MEMBERS.stream()
                .flatMap(this::needed)
                .map(input -> json(input.name()) + ": " + literal(input))
                .collect(Collectors.joining(", ", "{", "}")));
    }

    private static String literal(Input input) {
        return switch (input.type()) {
            case INTEGER, NUMBER, BOOLEAN -> value(input);
            case OBJECT -> "{}";
            case ARRAY -> "[]";
            case STRING, ANY -> json(value(input));
        };
    }

    private static String json(String text) {
        return new String(JsonText.quote(text), UTF_8);
    }

    private Stream<Input> at(Location location) {
        return inputs.list().stream().filter(input -> input.location() == location);
    }

    private Stream<Input> needed(Location location) {
        return at(location).filter(Input::isNeeded);
    }

    private static String value(Input input) {
        var shape = input.shape();
        return shape.choices().stream()
                .findFirst()
                .or(shape::standard)
                .orElse(
                        switch (input.type()) {
                            case INTEGER, NUMBER -> "42";
                            case BOOLEAN -> "true";
                            case OBJECT, ARRAY, STRING, ANY -> "hello";
                        });
    }

    /** For a shell. */
    private static String quoted(String word) {
        return UNQUOTED.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
