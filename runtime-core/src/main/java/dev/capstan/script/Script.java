package dev.capstan.script;

import java.time.Duration;
import java.util.List;

/**
 * A program in JavaScript, with its texts.
 *
 * @param name of its file, for people
 * @param sources what is run in one scope, in order; the last is the script itself
 * @param statements how many statements it may run
 * @param timeout how long it may take
 */
public record Script(String name, List<Source> sources, int statements, Duration timeout) {
    /** What a script may take where its file says nothing (format, section on the control adapter). */
    public static final int STATEMENTS = 100_000;

    /** How long a script may take at most. */
    public static final Duration TIMEOUT = Duration.ofSeconds(60);

    public Script {
        sources = List.copyOf(sources);
    }

    /** One file of a script. */
    public record Source(String name, String text) {}

    /** What it is without the texts. */
    @Override
    public String toString() {
        return sources.stream().map(Source::name).toList() + ", " + statements + " statements, " + timeout.toMillis()
                + " ms";
    }
}
