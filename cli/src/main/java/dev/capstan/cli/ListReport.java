package dev.capstan.cli;

import static dev.capstan.cli.TextReport.count;

import dev.capstan.catalog.Catalog;
import dev.capstan.catalog.CatalogEntry;
import dev.capstan.catalog.State;
import dev.capstan.cli.TextTable.Cell;
import dev.capstan.exposure.Authentication;
import dev.capstan.problem.Problem;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Severity;
import dev.capstan.value.VariableUse;
import dev.capstan.value.Variables;
import java.io.PrintWriter;
import java.util.Comparator;

/** What {@code list} tells people. Nothing in it grows faster than the number of files, unless details are wanted. */
final class ListReport {
    private static final int MAX_LABEL = 40;
    private static final int MAX_REASON = 120;

    private final Catalog catalog;
    private final Variables variables;
    private final Paint paint;
    private final PrintWriter out;

    ListReport(Catalog catalog, Variables variables, Paint paint, PrintWriter out) {
        this.catalog = catalog;
        this.variables = variables;
        this.paint = paint;
        this.out = out;
    }

    /** A line for each file. */
    void table() {
        var hasCollisions = catalog.entries().stream().anyMatch(entry -> collisions(entry) > 0);
        var hasSkills =
                catalog.entries().stream().anyMatch(entry -> !entry.skills().isEmpty());
        var table = new TextTable("");
        table.row(
                Cell.of("STATE"),
                Cell.right("ROUTES"),
                Cell.right("TOOLS"),
                Cell.right(hasSkills ? "SKILLS" : ""),
                Cell.right(hasCollisions ? "COLLIDING" : ""),
                Cell.of("LABEL"),
                Cell.of("FILE"));
        catalog.entries().forEach(entry -> row(entry, hasSkills, hasCollisions, table));
        table.print(out);
        out.println();
        totals();
    }

    /** What is rejected and why, up to a number of files. */
    void rejected(int max) {
        var rejected = catalog.entries().stream()
                .filter(entry -> entry.state(variables) == State.REJECTED)
                .toList();
        rejected.stream().limit(max).forEach(entry -> {
            out.println("  " + Problem.oneLine(entry.file()) + "  " + paint.state(State.REJECTED, "rejected"));
            out.println("      " + reason(entry));
        });
        if (rejected.size() > max) {
            out.println("  and " + count(rejected.size() - max, "more file") + " rejected");
        }
    }

    /** Each file with its routes, tools and problems. */
    void details() {
        for (var entry : catalog.entries()) {
            var state = entry.state(variables);
            out.println(Problem.oneLine(entry.file()) + "  " + paint.state(state, state.label()) + "  "
                    + Problem.oneLine(entry.label()));
            exposures(entry);
            entry.problems(variables).stream()
                    // How a file should be written is for 'validate'; here it is about what is served.
                    .filter(problem -> problem.severity() != Severity.INFO
                            && !problem.code().isRule())
                    .forEach(problem -> out.println("    " + TextReport.line(problem, paint)));
            out.println();
        }
        totals();
    }

    private void row(CatalogEntry entry, boolean hasSkills, boolean hasCollisions, TextTable table) {
        var state = entry.state(variables);
        var isServed = state != State.REJECTED;
        table.row(
                Cell.of(state.label(), text -> paint.state(state, text)),
                Cell.right(isServed ? String.valueOf(entry.routes().size()) : "-"),
                Cell.right(isServed ? String.valueOf(entry.tools().size()) : "-"),
                Cell.right(hasSkills ? number(entry.skills().size()) : ""),
                Cell.right(hasCollisions ? number(collisions(entry)) : ""),
                // Without a capability the label is only the file's name again.
                Cell.of(isServed ? shortened(entry.label(), MAX_LABEL) : "-"),
                Cell.of(entry.file()));
        if (!isServed) {
            table.note("    " + reason(entry));
        }
    }

    private static String number(long some) {
        return some == 0 ? "-" : String.valueOf(some);
    }

    private static long collisions(CatalogEntry entry) {
        return entry.ambiguousRoutes() + entry.qualifiedTools() + entry.qualifiedSkills();
    }

    /** The first error; that nothing is exposed is often only what follows from another. */
    private static String reason(CatalogEntry entry) {
        var errors = entry.fileProblems().stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .sorted(Comparator.comparing(problem -> problem.code() == ProblemCode.NOTHING_EXPOSED))
                .toList();
        return errors.stream()
                .findFirst()
                .map(first -> "line " + first.position().line() + ": " + shortened(first.message(), MAX_REASON) + " ["
                        + first.code().code() + "]"
                        + (errors.size() > 1 ? " and " + count(errors.size() - 1, "more error") : ""))
                .orElse("'capstan validate' says why");
    }

    private static String shortened(String text, int max) {
        var line = Problem.oneLine(text);
        return line.codePointCount(0, line.length()) > max
                ? line.substring(0, line.offsetByCodePoints(0, max - 3)).stripTrailing() + "..."
                : line;
    }

    private void exposures(CatalogEntry entry) {
        var table = new TextTable("    ");
        entry.routes()
                .forEach(route -> table.row(
                        Cell.of(route.route().method()),
                        Cell.of(route.callablePath()),
                        Cell.of("->"),
                        Cell.of(route.route().flow().operation()),
                        asked(route.authentication())));
        entry.tools()
                .forEach(tool -> table.row(
                        Cell.of("tool"),
                        Cell.of(tool.listedName()),
                        Cell.of("->"),
                        Cell.of(tool.tool().flow().operation()),
                        asked(tool.authentication())));
        entry.skills()
                .forEach(skill -> table.row(
                        Cell.of("skill"),
                        Cell.of(skill.listedName()),
                        Cell.of("->"),
                        Cell.of(skill.canonicalPath()),
                        asked(skill.authentication())));
        table.print(out);
    }

    private static Cell asked(Authentication authentication) {
        return Cell.of(authentication.isOpen() ? "" : "callers need credentials (" + authentication.type() + ")");
    }

    /** How much there is in all, and how much of it cannot be used. */
    void totals() {
        var entries = catalog.entries();
        var routes = entries.stream().mapToLong(entry -> entry.routes().size()).sum();
        var tools = entries.stream().mapToLong(entry -> entry.tools().size()).sum();
        var skills = entries.stream().mapToLong(entry -> entry.skills().size()).sum();
        out.println(count(entries.size(), "file") + ": " + states(State.READY) + " ready, " + states(State.DEGRADED)
                + " degraded, " + states(State.REJECTED) + " rejected; " + count(routes, "route") + ", "
                + count(tools, "tool") + TextReport.skills(skills));
        collisions();
        guarded();
        missing();
        baseUris();
    }

    private void guarded() {
        var files = catalog.entries().stream()
                .filter(entry -> !entry.authentications().isEmpty())
                .count();
        if (files > 0) {
            out.println(
                    "Callers need credentials: " + count(files, "file") + "; 'capstan list --details' shows for what");
        }
    }

    private long states(State state) {
        return catalog.entries().stream()
                .filter(entry -> entry.state(variables) == state)
                .count();
    }

    private void collisions() {
        var routes = catalog.entries().stream()
                .mapToLong(CatalogEntry::ambiguousRoutes)
                .sum();
        var tools = catalog.entries().stream()
                .mapToLong(CatalogEntry::qualifiedTools)
                .sum();
        var skills = catalog.entries().stream()
                .mapToLong(CatalogEntry::qualifiedSkills)
                .sum();
        var files = catalog.entries().stream()
                .filter(entry -> collisions(entry) > 0)
                .count();
        if (files > 0) {
            out.println("Colliding in " + count(files, "file") + ": " + count(routes, "route")
                    + " (300 at the bare path, called at the canonical one), " + count(tools, "tool")
                    + " (listed under the qualified name)"
                    + (skills == 0 ? "" : ", " + count(skills, "skill") + " (the same)"));
        }
    }

    private void missing() {
        var names = catalog.entries().stream()
                .flatMap(entry -> entry.variables().uses().stream())
                .filter(use -> use.isMissing(variables))
                .map(VariableUse::label)
                .distinct()
                .count();
        if (names > 0) {
            out.println("Not set: " + count(names, "variable") + "; 'capstan list --secrets' names them");
        }
    }

    private void baseUris() {
        var apis = catalog.entries().stream()
                .flatMap(entry -> entry.fileProblems().stream())
                .filter(problem -> problem.code() == ProblemCode.BASE_URI_MISSING)
                .count();
        if (apis > 0) {
            out.println("No base URI: " + count(apis, "API") + "; 'capstan validate' names them");
        }
    }
}
