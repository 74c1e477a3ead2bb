package dev.capstan.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.logging.Filter;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;

/**
 * All logs go to standard error through java.util.logging, one line each. The log manager makes one of these when the first
 * log is asked for, in place of reading the file of the JDK (see {@link LogManager}).
 */
public final class Logging {
    private static final String CONFIGURED_BY = "java.util.logging.config.class";

    /** Undertow's client logs a stack trace for each answer that is not HTTP; callers are told in our words. */
    private static final String CONFIGURATION = """
            handlers=java.util.logging.ConsoleHandler
            .level=WARNING
            dev.capstan.level=INFO
            io.undertow.client.level=OFF
            java.util.logging.ConsoleHandler.level=ALL
            java.util.logging.ConsoleHandler.filter=dev.capstan.cli.Logging$Entries
            java.util.logging.SimpleFormatter.format=%1$tFT%1$tT.%1$tL%1$tz %4$s %3$s: %5$s%6$s%n
            """;

    /** For the log manager; configures it. */
    public Logging() {
        try {
            LogManager.getLogManager()
                    .readConfiguration(new ByteArrayInputStream(CONFIGURATION.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What XNIO logs is what went wrong between calls. */
    public static final class Entries implements Filter {
        @Override
        public boolean isLoggable(LogRecord entry) {
            if (!String.valueOf(entry.getLoggerName()).startsWith("org.xnio")) {
                return true;
            }
            if (entry.getThrown() instanceof OutOfMemoryError) {
                Heap.exhausted();
            }
            // Who connects while a listener is closed makes it log a stack trace.
            return !(entry.getThrown() instanceof ClosedChannelException);
        }
    }

    /** Does nothing when the user configures logging. */
    static void configure() {
        if (System.getProperty(CONFIGURED_BY) == null && System.getProperty("java.util.logging.config.file") == null) {
            System.setProperty(CONFIGURED_BY, Logging.class.getName());
        }
    }
}
