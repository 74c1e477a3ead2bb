package dev.capstan.cli;

import static dev.capstan.cli.TextReport.count;
import static dev.capstan.cli.TextReport.more;

import dev.capstan.catalog.Catalog;
import dev.capstan.catalog.CatalogEntry;
import dev.capstan.catalog.State;
import dev.capstan.cli.TextTable.Cell;
import dev.capstan.exposure.Authentication;
import dev.capstan.exposure.Prompt;
import dev.capstan.exposure.Resource;
import dev.capstan.problem.Problem;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Severity;
import dev.capstan.value.VariableUse;
import dev.capstan.value.Variables;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.function.ToLongFunction;

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
        var hasResources =
                catalog.entries().stream().anyMatch(entry -> !entry.resources().isEmpty());
        var hasPrompts =
                catalog.entries().stream().anyMatch(entry -> !entry.prompts().isEmpty());
        var hasSkills =
                catalog.entries().stream().anyMatch(entry -> !entry.skills().isEmpty());
        var columns = new Columns(hasResources, hasPrompts, hasSkills, hasCollisions);
        var table = new TextTable("");
        table.row(
                Cell.of("STATE"),
                Cell.right("ROUTES"),
                Cell.right("TOOLS"),
                Cell.right(hasResources ? "RESOURCES" : ""),
                Cell.right(hasPrompts ? "PROMPTS" : ""),
                Cell.right(hasSkills ? "SKILLS" : ""),
                Cell.right(hasCollisions ? "COLLIDING" : ""),
                Cell.of("LABEL"),
                Cell.of("FILE"));
        catalog.entries().forEach(entry -> row(entry, columns, table));
        table.print(out);
        out.println();
        totals();
    }

    /** What is rejected and why, up to a number of files. */
    void rejected(int max) {
        var rejected =
                catalog.entries().stream().filter(entry -> !entry.served()).toList();
        rejected.stream().limit(max).forEach(entry -> {
            out.println("  " + Problem.oneLine(entry.file()) + "  " + paint.state(State.REJECTED, "rejected"));
            out.println("      " + reason(entry));
        });
        if (rejected.size() > max) {
            out.println("  and " + count(rejected.size() - max, "more file") + " rejected");
        }
    }

    /** Each file with what it exposes and its problems. */
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

    /** Which columns say something for at least one file. */
    private record Columns(boolean resources, boolean prompts, boolean skills, boolean collisions) {}

    private void row(CatalogEntry entry, Columns columns, TextTable table) {
        var state = entry.state(variables);
        var isServed = state != State.REJECTED;
        table.row(
                Cell.of(state.label(), text -> paint.state(state, text)),
                Cell.right(isServed ? String.valueOf(entry.routes().size()) : "-"),
                Cell.right(isServed ? String.valueOf(entry.tools().size()) : "-"),
                Cell.right(columns.resources() ? number(entry.resources().size()) : ""),
                Cell.right(columns.prompts() ? number(entry.prompts().size()) : ""),
                Cell.right(columns.skills() ? number(entry.skills().size()) : ""),
                Cell.right(columns.collisions() ? number(collisions(entry)) : ""),
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
        return entry.ambiguousRoutes()
                + entry.qualifiedTools()
                + entry.ambiguousResources()
                + entry.qualifiedPrompts()
                + entry.qualifiedSkills();
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
        entry.resources()
                .forEach(resource -> table.row(
                        Cell.of("resource"),
                        Cell.of(resource.resource().about().uri()),
                        Cell.of("->"),
                        Cell.of(content(resource.resource())),
                        asked(resource.authentication())));
        entry.prompts()
                .forEach(prompt -> table.row(
                        Cell.of("prompt"),
                        Cell.of(prompt.listedName()),
                        Cell.of("->"),
                        Cell.of(content(prompt.prompt().source())),
                        asked(prompt.authentication())));
        entry.skills()
                .forEach(skill -> table.row(
                        Cell.of("skill"),
                        Cell.of(skill.listedName()),
                        Cell.of("->"),
                        Cell.of(skill.canonicalPath()),
                        asked(skill.authentication())));
        table.print(out);
    }

    private static String content(Resource resource) {
        return resource instanceof Resource.Folder folder
                ? folder.path().toString()
                : ((Resource.Made) resource).flow().operation();
    }

    private static String content(Prompt.Source source) {
        return source instanceof Prompt.Source.File file
                ? file.path().toString()
                : count(((Prompt.Source.Inline) source).messages().size(), "message");
    }

    private static Cell asked(Authentication authentication) {
        return Cell.of(authentication.isOpen() ? "" : "callers need credentials (" + authentication.type() + ")");
    }

    /** How much there is in all, and how much of it cannot be used. */
    void totals() {
        var entries = catalog.entries();
        var routes = entries.stream().mapToLong(entry -> entry.routes().size()).sum();
        var tools = entries.stream().mapToLong(entry -> entry.tools().size()).sum();
        var resources =
                entries.stream().mapToLong(entry -> entry.resources().size()).sum();
        var prompts =
                entries.stream().mapToLong(entry -> entry.prompts().size()).sum();
        var skills = entries.stream().mapToLong(entry -> entry.skills().size()).sum();
        out.println(count(entries.size(), "file") + ": " + states(State.READY) + " ready, " + states(State.DEGRADED)
                + " degraded, " + states(State.REJECTED) + " rejected; " + count(routes, "route") + ", "
                + count(tools, "tool") + more(resources, "resource") + more(prompts, "prompt") + more(skills, "skill"));
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

    /** How much cannot be called as its file has it, and how it is called instead; nothing where there is none. */
    void collisions() {
        var files = catalog.entries().stream()
                .filter(entry -> collisions(entry) > 0)
                .count();
        if (files > 0) {
            out.println("Colliding in " + count(files, "file") + ": "
                    + count(sum(CatalogEntry::ambiguousRoutes), "route")
                    + " (300 at the bare path, called at the canonical one), "
                    + count(sum(CatalogEntry::qualifiedTools), "tool") + " (listed under the qualified name)"
                    + colliding(sum(CatalogEntry::qualifiedSkills), "skill", "the same")
                    + colliding(sum(CatalogEntry::qualifiedPrompts), "prompt", "the same")
                    + colliding(sum(CatalogEntry::ambiguousResources), "resource", "read at /mcp/NAMESPACE only"));
        }
    }

    private long sum(ToLongFunction<CatalogEntry> number) {
        return catalog.entries().stream().mapToLong(number).sum();
    }

    private static String colliding(long number, String noun, String how) {
        return number == 0 ? "" : more(number, noun) + " (" + how + ")";
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
