package dev.capstan.flow;

import dev.capstan.failure.InputError;
import dev.capstan.value.JsonKind;
import dev.capstan.value.JsonText;
import dev.capstan.value.PercentCoding;
import dev.capstan.value.QueryStyle;
import dev.capstan.value.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a REST caller gave: the parts of a request as they came over the wire; decoded here, once. */
public final class HttpInputs implements RawInputs {
    private final List<String> variables;
    private final List<String> segments;
    private final String query;
    private final Function<String, Optional<String>> headers;
    private final Value.Content body;
    private final MultipartReader multipart;
    private @Nullable Map<String, Value> fields;
    private @Nullable Map<String, Value.Json> members;

    /**
     * @param variables the names of the route's path variables
     * @param segments their values, encoded, in the same order
     * @param query the query string, encoded, without the question mark; empty when there is none
     * @param headers the value of a header by name, whatever its case
     * @param body empty when there is none
     * @param multipart reads the body where it is such a form
     */
    public HttpInputs(
            List<String> variables,
            List<String> segments,
            String query,
            Function<String, Optional<String>> headers,
            Value.Content body,
            MultipartReader multipart) {
        this.variables = List.copyOf(variables);
        this.segments = List.copyOf(segments);
        this.query = query;
        this.headers = headers;
        this.body = body;
        this.multipart = multipart;
    }

    @Override
    public Optional<Value> value(Input input) throws Unreadable {
        return switch (input.location()) {
            case PATH -> pathValue(input.name());
            case QUERY -> queryValue(input);
            case FORM_FIELD -> formValue(input.name());
            case HEADER -> headers.apply(input.name()).map(Value.Text::new);
            case BODY -> wholeBody();
            case COOKIE -> cookie(input.name());
            case BODY_PATH -> bodyPath(input);
            case BODY_TEXT -> bodyText(input.name());
            case BODY_MEMBER -> member(input.name());
            case UNDECLARED_QUERY ->
                query.isEmpty() ? Optional.empty() : Optional.of(new Value.Query(PercentCoding.repairQuery(query)));
            case ARGUMENT, BODY_ARGUMENT, BODY_PART, QUERY_ARGUMENT ->
                throw new IllegalStateException("a tool's input at a route");
        };
    }

    /** REST callers may send what nobody reads; proxies and browsers add query parameters and headers. */
    @Override
    public List<InputError> leftOver() {
        return List.of();
    }

    private Optional<Value> pathValue(String name) throws Unreadable {
        var index = variables.indexOf(name);
        return index < 0 ? Optional.empty() : Optional.of(new Value.Text(decode(segments.get(index), false)));
    }

    private Optional<Value> queryValue(Input input) throws Unreadable {
        var style = input.shape().style();
        if (style == QueryStyle.PLAIN || !input.type().isStructured() && !style.isDelimited()) {
            return queryValue(query, input.name());
        }
        return new StyledQuery(query, input).value();
    }

    /** RFC 6265, section 4.2.1: pairs with a semicolon between; of two with one name the first counts. */
    private Optional<Value> cookie(String name) {
        for (var pair : headers.apply("Cookie").orElse("").split(";", -1)) {
            var equals = pair.indexOf('=');
            if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
                return Optional.of(new Value.Text(pair.substring(equals + 1).strip()));
            }
        }
        return Optional.empty();
    }

    private Optional<Value> bodyPath(Input input) throws Unreadable {
        if (body.bytes().length == 0) {
            return Optional.empty();
        }
        try {
            JsonText.check(body.bytes());
        } catch (JsonText.NotJson e) {
            throw new Unreadable("cannot be read, since the body is not valid JSON: " + e.getMessage());
        }
        return input.shape()
                .path()
                .flatMap(path -> path.find(JsonText.tree(body.bytes())))
                .filter(node -> !node.isNull())
                .map(node -> {
                    var json = JsonText.write(node);
                    return new Value.Json(JsonKind.of(node), json, 0, json.length);
                });
    }

    private static Optional<Value> queryValue(String query, String name) throws Unreadable {
        var values = new ArrayList<String>();
        for (var start = 0; start < query.length(); ) {
            var end = endOr(query.indexOf('&', start), query.length());
            var equals = query.indexOf('=', start);
            var nameEnd = equals < 0 || equals > end ? end : equals;
            if (PercentCoding.decode(query.substring(start, nameEnd), true)
                    .filter(name::equals)
                    .isPresent()) {
                values.add(decode(query.substring(Math.min(nameEnd + 1, end), end), true));
            }
            start = end + 1;
        }
        return values.isEmpty()
                ? Optional.empty()
                : Optional.of(values.size() == 1 ? new Value.Text(values.get(0)) : new Value.Texts(values));
    }

    private Map<String, Value> fields() throws Unreadable {
        if (fields == null) {
            fields = multipart.fields(body);
        }
        return fields;
    }

    /** A text may come as it is; where JSON comes, the text is a member of it like any other value. */
    private Optional<Value> bodyText(String name) throws Unreadable {
        var mediaType = body.mediaType().orElse("").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return mediaType.endsWith("/json") || mediaType.endsWith("+json") ? member(name) : wholeBody();
    }

    private Optional<Value> wholeBody() {
        return body.bytes().length == 0 ? Optional.empty() : Optional.of(body);
    }

    private Optional<Value> member(String name) throws Unreadable {
        return Optional.<Value>ofNullable(members().get(name)).filter(value -> !isNull(value));
    }

    /** A form, as HTML defines it, or a JSON object with the fields as its members. */
    private Optional<Value> formValue(String name) throws Unreadable {
        var mediaType = body.mediaType().orElse("").toLowerCase(Locale.ROOT);
        if (mediaType.startsWith("multipart/")) {
            return Optional.ofNullable(fields().get(name));
        }
        return mediaType.startsWith("application/x-www-form-urlencoded")
                ? queryValue(new String(body.bytes(), StandardCharsets.ISO_8859_1), name)
                : member(name);
    }

    private static boolean isNull(Value value) {
        return value instanceof Value.Json json && json.kind() == JsonKind.NULL;
    }

    private static int endOr(int index, int end) {
        return index < 0 ? end : index;
    }

    private static String decode(String encoded, boolean plusIsSpace) throws Unreadable {
        return PercentCoding.decode(encoded, plusIsSpace)
                .orElseThrow(() -> new Unreadable("is not valid percent-encoded UTF-8"));
    }

    private Map<String, Value.Json> members() throws Unreadable {
        if (members == null) {
            members = readMembers();
        }
        return members;
    }

    private Map<String, Value.Json> readMembers() throws Unreadable {
        if (body.bytes().length == 0) {
            return Map.of();
        }
        try {
            return JsonText.members(body.bytes()).orElseThrow(() -> new Unreadable("needs a JSON object as the body"));
        } catch (JsonText.NotJson e) {
            throw new Unreadable("cannot be read, since the body is not valid JSON: " + e.getMessage());
        }
    }
}
