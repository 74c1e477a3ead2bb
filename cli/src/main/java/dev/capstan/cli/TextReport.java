package dev.capstan.cli;

import dev.capstan.catalog.Catalog;
import dev.capstan.catalog.CatalogEntry;
import dev.capstan.catalog.State;
import dev.capstan.exposure.Authentication;
import dev.capstan.problem.Problem;
import dev.capstan.problem.Severity;
import dev.capstan.value.Variables;
import java.io.PrintWriter;
import java.util.List;

/** What {@code serve} tells about each file, and words that all reports for people share. */
final class TextReport {
    private final PrintWriter out;
    private final Variables variables;

    TextReport(PrintWriter out, Variables variables) {
        this.out = out;
        this.variables = variables;
    }

    /** One line for each file, and below it why it is not ready. */
    void summary(Catalog catalog) {
        var width = catalog.entries().stream()
                .mapToInt(entry -> entry.file().length())
                .max()
                .orElse(0);
        for (var entry : catalog.entries()) {
            out.printf(
                    "  %-" + width + "s  %-8s  %s, %s%s%s%n",
                    entry.file(),
                    entry.state(variables).label(),
                    count(entry.routes().size(), "route"),
                    count(entry.tools().size(), "tool"),
                    more(entry.resources().size(), "resource")
                            + more(entry.prompts().size(), "prompt")
                            + more(entry.skills().size(), "skill"),
                    asked(entry));
            obstacles(entry).forEach(problem -> problem("      ", problem));
        }
    }

    /** What callers of a file must show; nothing where they need not. */
    static String asked(CatalogEntry entry) {
        var types = entry.authentications().stream()
                .map(Authentication::type)
                .distinct()
                .sorted()
                .toList();
        return types.isEmpty() ? "" : ", callers need credentials (" + String.join(", ", types) + ")";
    }

    /** What keeps calls of a file from working; assumptions are for {@code validate}. */
    private List<Problem> obstacles(CatalogEntry entry) {
        var isReady = entry.state(variables) == State.READY;
        return entry.problems(variables).stream()
                .filter(problem -> switch (problem.code()) {
                    // What is not there at all is looked for in vain, whatever the state of the rest.
                    case ADAPTER_CLOSED, BIND_FILE_OUTSIDE -> true;
                    case BASE_URI_MISSING,
                            BASE_URI_INVALID,
                            SECRET_MISSING,
                            AUTHENTICATION_UNSUPPORTED,
                            FEATURE_UNSUPPORTED -> !isReady;
                    default -> !isReady && problem.severity() == Severity.ERROR;
                })
                .toList();
    }

    private void problem(String indent, Problem problem) {
        out.println(indent + problem);
    }

    /** {@link Problem#toString()}, in colours. */
    static String line(Problem problem, Paint paint) {
        return Problem.oneLine(problem.position().toString()) + ": "
                + paint.severity(problem.severity(), problem.severity().label()) + ": "
                + Problem.oneLine(problem.message())
                + paint.faint(" [" + problem.code().code() + "]");
    }

    /** How many of a kind there are, as the end of a list; most files have none, and then nothing is said. */
    static String more(long number, String noun) {
        return number == 0 ? "" : ", " + count(number, noun);
    }

    static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
