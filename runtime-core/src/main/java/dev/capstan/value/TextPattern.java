package dev.capstan.value;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;

/**
 * A regular expression of a file, compiled when that was loaded. Matching takes time that grows with the text and not
 * with the tries (RE2), so no file and no caller can make it hang; look-arounds and back-references are not known.
 */
public final class TextPattern {
    /** A few bytes of pattern can stand for very many states. */
    private static final int MAX_STATES = 20_000;

    private final Pattern pattern;

    private TextPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /** The pattern that a text stands for; empty when it is none. */
    public static Optional<TextPattern> of(String text) {
        try {
            var pattern = Pattern.compile(text);
            return pattern.programSize() > MAX_STATES ? Optional.empty() : Optional.of(new TextPattern(pattern));
        } catch (PatternSyntaxException | StackOverflowError e) {
            return Optional.empty();
        }
    }

    /** Whether it is found anywhere in a text, as in JSON Schema; {@code ^} and {@code $} tie it to the ends. */
    public boolean isIn(String text) {
        return pattern.matcher(text).find();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TextPattern that && pattern.pattern().equals(that.pattern.pattern());
    }

    @Override
    public int hashCode() {
        return pattern.pattern().hashCode();
    }

    @Override
    public String toString() {
        return pattern.pattern();
    }
}
