package dev.capstan.problem;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * One finding about a capability file.
 *
 * @param code the stable code, documented in {@code docs/problems.md}
 * @param severity as a rule the code's own; {@code --strict} raises warnings to errors
 * @param message what is wrong and what would be right, or what was assumed; never a secret's value
 * @param position where
 */
public record Problem(ProblemCode code, Severity severity, String message, Position position) {
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\u2028\\u2029]");

    public Problem {
        requireNonNull(code, "code");
        requireNonNull(severity, "severity");
        requireNonNull(message, "message");
        requireNonNull(position, "position");
    }

    /** A problem with the severity of its code. */
    public static Problem of(ProblemCode code, Position position, String message) {
        return new Problem(code, code.severity(), message, position);
    }

    /** This problem, as an error where something was assumed; rules of style stay what they are. */
    public Problem strict() {
        return severity == Severity.WARNING && !code.isRule()
                ? new Problem(code, Severity.ERROR, message, position)
                : this;
    }

    /** A text of a file with blanks for what would break the line, or steer the terminal that it is printed on. */
    public static String oneLine(String text) {
        return CONTROL.matcher(text).replaceAll(" ");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Problem problem
                && code == problem.code
                && severity == problem.severity
                && message.equals(problem.message)
                && position.equals(problem.position);
    }

    @Override
    public int hashCode() {
        return message.hashCode() * 31 + position.hashCode();
    }

    /** One line: position, severity, message and code. */
    @Override
    public String toString() {
        return oneLine(position + ": " + severity.label() + ": " + message + " [" + code.code() + "]");
    }
}
