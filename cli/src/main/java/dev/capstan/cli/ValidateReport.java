package dev.capstan.cli;

import static dev.capstan.cli.TextReport.count;

import dev.capstan.catalog.Catalog;
import dev.capstan.catalog.CatalogEntry;
import dev.capstan.problem.Problem;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Severity;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code validate} tells people: problems file by file, then how many there are and of which kinds. */
final class ValidateReport {
    private static final int MANY = 10;
    private static final int MOST_FREQUENT = 5;

    private final Catalog catalog;
    private final Severity least;
    private final Paint paint;
    private final PrintWriter out;

    /** @param least problems of this severity and worse are shown; all are counted */
    ValidateReport(Catalog catalog, Severity least, Paint paint, PrintWriter out) {
        this.catalog = catalog;
        this.least = least;
        this.paint = paint;
        this.out = out;
    }

    void print() {
        catalog.entries().forEach(this::file);
        var all = problems().toList();
        out.println(count(catalog.entries().size(), "file") + ": " + counts(all));
        frequent(all.stream().filter(this::isShown).toList());
        hidden(all);
    }

    private void file(CatalogEntry entry) {
        var shown = entry.fileProblems().stream().filter(this::isShown).toList();
        if (shown.isEmpty()) {
            return;
        }
        out.println(paint.strong(Problem.oneLine(entry.file())) + ": " + counts(entry.fileProblems()));
        shown.forEach(problem -> out.println("  " + TextReport.line(problem, paint)));
        out.println();
    }

    private boolean isShown(Problem problem) {
        return problem.severity().compareTo(least) <= 0;
    }

    private Stream<Problem> problems() {
        return catalog.entries().stream().flatMap(entry -> entry.fileProblems().stream());
    }

    /** Infos are only told where there are any. */
    private static String counts(List<Problem> problems) {
        var numbers = new EnumMap<Severity, Long>(Severity.class);
        problems.forEach(problem -> numbers.merge(problem.severity(), 1L, Long::sum));
        var infos = numbers.getOrDefault(Severity.INFO, 0L);
        return count(numbers.getOrDefault(Severity.ERROR, 0L), "error") + ", "
                + count(numbers.getOrDefault(Severity.WARNING, 0L), "warning")
                + (infos == 0 ? "" : ", " + count(infos, "info"));
    }

    /** Where there is too much to read, the kinds tell where to begin. */
    private void frequent(List<Problem> shown) {
        if (catalog.entries().size() == 1 || shown.size() <= MANY) {
            return;
        }
        var numbers = shown.stream().collect(Collectors.groupingBy(Problem::code, Collectors.counting()));
        out.println("Most frequent: "
                + numbers.entrySet().stream()
                        .sorted(Map.Entry.<ProblemCode, Long>comparingByValue(Comparator.reverseOrder())
                                .thenComparing(Map.Entry.comparingByKey()))
                        .limit(MOST_FREQUENT)
                        .map(code -> code.getValue() + " " + code.getKey().code())
                        .collect(Collectors.joining(", ")));
    }

    private void hidden(List<Problem> all) {
        var hidden = all.stream().filter(problem -> !isShown(problem)).toList();
        hidden.stream()
                .map(Problem::severity)
                .max(Comparator.naturalOrder())
                .ifPresent(last -> out.println("Not shown: " + count(hidden.size(), "problem") + "; --severity "
                        + last.label() + " shows them"));
    }
}
