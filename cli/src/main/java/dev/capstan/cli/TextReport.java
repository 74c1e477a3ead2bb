package dev.capstan.cli;

import dev.capstan.catalog.Catalog;
import dev.capstan.catalog.CatalogEntry;
import dev.capstan.catalog.State;
import dev.capstan.problem.Problem;
import dev.capstan.problem.Severity;
import dev.capstan.value.Variables;
import java.io.PrintWriter;
import java.util.List;

/** Catalogues and problems for people. */
final class TextReport {
    private final PrintWriter out;
    private final Variables variables;

    TextReport(PrintWriter out, Variables variables) {
        this.out = out;
        this.variables = variables;
    }

    /** Everything that is served, file by file. */
    void list(Catalog catalog) {
        for (var entry : catalog.entries()) {
            out.println(entry.file() + "  " + entry.state(variables).label() + "  " + entry.label());
            entry.routes().forEach(this::route);
            entry.tools().forEach(this::tool);
            entry.problems(variables).forEach(problem -> problem("    ", problem));
            out.println();
        }
        out.println(counts(catalog));
    }

    private void route(CatalogEntry.Route route) {
        var path = route.bare() ? route.route().path().toString() : route.canonicalPath();
        out.printf(
                "    %-7s %s  ->  %s%n",
                route.route().method(), path, route.route().flow().operation());
    }

    private void tool(CatalogEntry.NamedTool tool) {
        out.printf(
                "    tool    %s  ->  %s%n",
                tool.listedName(), tool.tool().flow().operation());
    }

    /** One line for each file, and below it why it is not ready. */
    void summary(Catalog catalog) {
        var width = catalog.entries().stream()
                .mapToInt(entry -> entry.file().length())
                .max()
                .orElse(0);
        for (var entry : catalog.entries()) {
            out.printf(
                    "  %-" + width + "s  %-8s  %s, %s%n",
                    entry.file(),
                    entry.state(variables).label(),
                    count(entry.routes().size(), "route"),
                    count(entry.tools().size(), "tool"));
            obstacles(entry).forEach(problem -> problem("      ", problem));
        }
    }

    /** What keeps calls of a file from working; assumptions are for {@code validate}. */
    private List<Problem> obstacles(CatalogEntry entry) {
        return entry.state(variables) == State.READY
                ? List.of()
                : entry.problems(variables).stream()
                        .filter(problem -> switch (problem.code()) {
                            case BASE_URI_MISSING,
                                    BASE_URI_INVALID,
                                    SECRET_MISSING,
                                    AUTHENTICATION_UNSUPPORTED,
                                    FEATURE_UNSUPPORTED -> true;
                            default -> problem.severity() == Severity.ERROR;
                        })
                        .toList();
    }

    /** Every problem, file by file. */
    void problems(Catalog catalog) {
        catalog.entries().stream()
                .flatMap(entry -> entry.fileProblems().stream())
                .forEach(problem -> problem("", problem));
        var problems = catalog.entries().stream()
                .flatMap(entry -> entry.fileProblems().stream())
                .toList();
        var errors = problems.stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .count();
        out.println(count(catalog.entries().size(), "file") + ": " + count(errors, "error") + ", "
                + count(problems.size() - errors, "warning"));
    }

    private void problem(String indent, Problem problem) {
        out.println(indent + problem);
    }

    private String counts(Catalog catalog) {
        return count(catalog.entries().size(), "file") + ": " + stateCount(catalog, State.READY) + " ready, "
                + stateCount(catalog, State.DEGRADED) + " degraded, " + stateCount(catalog, State.REJECTED)
                + " rejected";
    }

    private long stateCount(Catalog catalog, State state) {
        return catalog.entries().stream()
                .filter(entry -> entry.state(variables) == state)
                .count();
    }

    static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
