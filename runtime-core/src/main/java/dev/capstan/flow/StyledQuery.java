package dev.capstan.flow;

import dev.capstan.value.JsonKind;
import dev.capstan.value.JsonText;
import dev.capstan.value.PercentCoding;
import dev.capstan.value.QueryStyle;
import dev.capstan.value.Value;
import dev.capstan.value.ValueType;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One input of a route in a query, in the style that the file gives it (OpenAPI 3.1, section on style values). */
final class StyledQuery {
    private final String query;
    private final Input input;
    private final QueryStyle style;

    StyledQuery(String query, Input input) {
        this.query = query;
        this.input = input;
        this.style = input.shape().style();
    }

    Optional<Value> value() throws RawInputs.Unreadable {
        return input.type() == ValueType.OBJECT ? object() : list();
    }

    /** One parameter, both halves encoded. */
    private record Pair(String name, String value) {}

    private List<Pair> pairs() {
        var pairs = new ArrayList<Pair>();
        for (var pair : query.split("&", -1)) {
            var halves = pair.split("=", 2);
            PercentCoding.decode(halves[0], true)
                    .ifPresent(name -> pairs.add(new Pair(name, halves.length > 1 ? halves[1] : "")));
        }
        return pairs;
    }

    private Optional<Value> list() throws RawInputs.Unreadable {
        var texts = new ArrayList<String>();
        for (var pair : pairs()) {
            if (pair.name().equals(input.name())) {
                for (var part : style.parts(pair.value())) {
                    texts.add(decoded(part));
                }
            }
        }
        return texts.isEmpty()
                ? Optional.empty()
                : Optional.of(texts.size() == 1 ? new Value.Text(texts.get(0)) : new Value.Texts(texts));
    }

    private Optional<Value> object() throws RawInputs.Unreadable {
        var members = new LinkedHashMap<String, List<String>>();
        for (var pair : pairs()) {
            if (style.isDelimited() && pair.name().equals(input.name())) {
                delimited(style.parts(pair.value()), members);
            } else {
                var member = member(pair.name());
                if (member.isPresent()) {
                    members.computeIfAbsent(member.get(), key -> new ArrayList<>())
                            .add(decoded(pair.value()));
                }
            }
        }
        return members.isEmpty() ? Optional.empty() : Optional.of(json(members));
    }

    private void delimited(List<String> parts, Map<String, List<String>> members) throws RawInputs.Unreadable {
        if (parts.size() % 2 != 0) {
            throw new RawInputs.Unreadable("must be names and values in turn, such as x,1,y,2");
        }
        for (var i = 0; i < parts.size(); i += 2) {
            members.computeIfAbsent(decoded(parts.get(i)), key -> new ArrayList<>())
                    .add(decoded(parts.get(i + 1)));
        }
    }

    /** The member that a parameter stands for. Without a name around them only those that the file declares are known. */
    private Optional<String> member(String parameter) {
        if (style == QueryStyle.DEEP_OBJECT) {
            var start = input.name() + "[";
            return parameter.startsWith(start) && parameter.endsWith("]")
                    ? Optional.of(parameter.substring(start.length(), parameter.length() - 1))
                    : Optional.empty();
        }
        return style == QueryStyle.FORM_EXPLODED && declared().contains(parameter)
                ? Optional.of(parameter)
                : Optional.empty();
    }

    private Set<?> declared() {
        return input.shape().members().get("properties") instanceof Map<?, ?> properties
                ? properties.keySet()
                : Set.of();
    }

    private static String decoded(String encoded) throws RawInputs.Unreadable {
        return PercentCoding.decode(encoded, true)
                .orElseThrow(() -> new RawInputs.Unreadable("is not valid percent-encoded UTF-8"));
    }

    private static Value json(Map<String, List<String>> members) {
        var json = new ByteArrayOutputStream();
        members.forEach((name, texts) -> {
            json.write(json.size() == 0 ? '{' : ',');
            json.writeBytes(JsonText.quote(name));
            json.write(':');
            json.writeBytes(JsonText.quote(texts.size() == 1 ? texts.get(0) : texts));
        });
        json.write('}');
        return new Value.Json(JsonKind.OBJECT, json.toByteArray(), 0, json.size());
    }
}
