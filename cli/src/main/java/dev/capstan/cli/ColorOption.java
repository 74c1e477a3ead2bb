package dev.capstan.cli;

import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;

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

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            description = "One of auto, always, never (default: auto, which is on a terminal and without NO_COLOR).")
    private When when = When.AUTO;

    Paint paint() {
        return new Paint(when.ansi);
    }
}
