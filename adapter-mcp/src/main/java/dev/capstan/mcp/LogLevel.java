package dev.capstan.mcp;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How grave a log message is (RFC 5424 as MCP has it), the least first. */
public enum LogLevel {
    DEBUG,
    INFO,
    NOTICE,
    WARNING,
    ERROR,
    CRITICAL,
    ALERT,
    EMERGENCY;

    /** As MCP writes it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<LogLevel> of(String word) {
        return Arrays.stream(values())
                .filter(level -> level.word().equals(word))
                .findFirst();
    }
}
