package dev.capstan.cli;

import picocli.CommandLine.Help.Ansi;

/** Whether text has colours. */
final class ColorOption {
    /** When there are colours. */
    enum When {
        AUTO(Ansi.AUTO),
        ALWAYS(Ansi.ON),
        NEVER(Ansi.OFF);

        private final Ansi ansi;

        When(Ansi ansi) {
            this.ansi = ansi;
        }
    }

    private final Option<When> when;

    ColorOption(Options options) {
        when = options.one(
                "--color",
                When.class,
                "WHEN",
                "One of auto, always, never (default: auto, which is on a terminal and without NO_COLOR).");
    }

    Paint paint() {
        return new Paint(when.or(When.AUTO).ansi);
    }
}
