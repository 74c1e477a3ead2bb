package dev.capstan.format;

import dev.capstan.format.AnswerFormat.Unreadable;
import dev.capstan.value.JsonText;

/** Counts the values of one answer and how deep they are nested, so that a few bytes cannot fill the memory. */
final class ValueCount {
    /** How many values an answer may have, with everything that is repeated in it. */
    static final int MAX_VALUES = 1_000_000;

    private int values;
    private int depth;

    void add(long more) throws Unreadable {
        if (more > MAX_VALUES - values) {
            throw tooMany();
        }
        values += (int) more;
    }

    int values() {
        return values;
    }

    /** Goes one level down; {@link #leave} goes up again. */
    void enter() throws Unreadable {
        depth++;
        requireDepth(0);
    }

    void leave() {
        depth--;
    }

    /** Refuses something of this height where the reader stands. */
    void requireDepth(int height) throws Unreadable {
        if (depth + height > JsonText.MAX_DEPTH) {
            throw new Unreadable("it is nested deeper than " + JsonText.MAX_DEPTH + " levels");
        }
    }

    static Unreadable tooMany() {
        return new Unreadable("it has more than " + MAX_VALUES + " values");
    }
}
