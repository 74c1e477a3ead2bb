package dev.capstan.flow;

import dev.capstan.failure.InputError;
import dev.capstan.value.JsonText;
import dev.capstan.value.Value;
import dev.capstan.value.ValueType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a file says of the values of an input beside their type, in the words of JSON Schema (2020-12): limits, formats, an
 * object's members, a list's items. Thread-safe.
 */
public final class ValueSchema {
    /** Nothing is said. */
    public static final ValueSchema NONE = new ValueSchema(Map.of());

    private final Map<String, Object> words;
    private final ObjectNode checked;
    private volatile @Nullable SchemaCheck check;

    /** @param words as they are shown to callers, in the order of the file; those that cannot be checked are only shown */
    public static ValueSchema of(Map<String, Object> words) {
        return words.isEmpty() ? NONE : new ValueSchema(words);
    }

    private ValueSchema(Map<String, Object> words) {
        this.words = Collections.unmodifiableMap(new LinkedHashMap<>(words));
        this.checked = CheckedWords.of(words);
    }

    /** All words, for those who show them. */
    public Map<String, Object> words() {
        return words;
    }

    /** Whether nothing is said of values that could be checked. */
    boolean isEmpty() {
        return checked.isEmpty();
    }

    /** All that is wrong with a value, up to 20 mistakes; none where nothing can be said of it. */
    List<InputError> check(Input input, Value value) {
        if (isEmpty()) {
            return List.of();
        }
        if (value instanceof Value.Texts texts && input.type() != ValueType.ARRAY) {
            // Said twice it is no list.
            return texts.texts().stream()
                    .flatMap(text -> check(input, new Value.Text(text)).stream())
                    .limit(SchemaCheck.MAX_TOLD)
                    .toList();
        }
        try {
            return CheckedValue.of(input, value)
                    .map(node -> check().of(input.name(), CheckedValue.typed(node, checked)))
                    .orElse(List.of());
        } catch (JsonText.NumberTooLong e) {
            return List.of(new InputError(input.name(), "has a number of more than 1000 digits"));
        }
    }

    /** Made when a value is first checked: most inputs never need the validator. Two of them would do no harm. */
    private SchemaCheck check() {
        var made = check;
        if (made == null) {
            made = new SchemaCheck(checked);
            check = made;
        }
        return made;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ValueSchema that && words.equals(that.words);
    }

    @Override
    public int hashCode() {
        return words.hashCode();
    }

    @Override
    public String toString() {
        return words.toString();
    }
}
