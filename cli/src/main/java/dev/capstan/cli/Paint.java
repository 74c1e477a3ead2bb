package dev.capstan.cli;

import dev.capstan.catalog.State;
import dev.capstan.problem.Severity;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.IStyle;
import picocli.CommandLine.Help.Ansi.Style;

/** Colours for people, where they can be seen. Texts are taken as they are; picocli's own markup in them means nothing. */
final class Paint {
    /** No colours. */
    static final Paint NONE = new Paint(Ansi.OFF);

    private final boolean enabled;

    Paint(Ansi ansi) {
        this.enabled = ansi.enabled();
    }

    /** A text in the colour of a state. */
    String state(State state, String text) {
        return switch (state) {
            case READY -> paint(text, Style.fg_green);
            case DEGRADED -> paint(text, Style.fg_yellow);
            case REJECTED -> paint(text, Style.fg_red);
        };
    }

    /** A text in the colour of a severity. */
    String severity(Severity severity, String text) {
        return switch (severity) {
            case ERROR -> paint(text, Style.fg_red, Style.bold);
            case WARNING -> paint(text, Style.fg_yellow);
            case INFO -> paint(text, Style.fg_cyan);
        };
    }

    /** A heading. */
    String strong(String text) {
        return paint(text, Style.bold);
    }

    /** What is looked at last. */
    String faint(String text) {
        return paint(text, Style.faint);
    }

    private String paint(String text, IStyle... styles) {
        // What picocli takes for the end of bold begins a double underline on many terminals.
        return enabled ? Style.on(styles) + text + Style.reset.on() : text;
    }
}
