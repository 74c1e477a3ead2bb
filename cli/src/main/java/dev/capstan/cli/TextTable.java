package dev.capstan.cli;

import dev.capstan.problem.Problem;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Lines of cells in columns, each as wide as it must be; empty columns are left out. No line ends with blanks. */
final class TextTable {
    private static final String GAP = "  ";

    private final String indent;
    private final List<Line> lines = new ArrayList<>();

    /** A line of cells, or one text that does not count for the columns. */
    private record Line(List<Cell> cells, String note) {}

    /**
     * A text in a column.
     *
     * @param right whether it stands at the right of its column
     * @param paint its colour, which must not change what it looks like without one
     */
    record Cell(String text, boolean right, UnaryOperator<String> paint) {
        Cell {
            text = Problem.oneLine(text);
        }

        static Cell of(String text) {
            return new Cell(text, false, UnaryOperator.identity());
        }

        static Cell of(String text, UnaryOperator<String> paint) {
            return new Cell(text, false, paint);
        }

        static Cell right(String text) {
            return new Cell(text, true, UnaryOperator.identity());
        }

        private int width() {
            return text.codePointCount(0, text.length());
        }

        private String padded(int width) {
            var blanks = " ".repeat(width - width());
            var painted = paint.apply(text);
            return right ? blanks + painted : painted + blanks;
        }
    }

    TextTable(String indent) {
        this.indent = indent;
    }

    /** Adds a line; what is empty at its end is left out. */
    void row(Cell... cells) {
        var all = Arrays.asList(cells);
        var end = all.size();
        while (end > 0 && all.get(end - 1).text().isEmpty()) {
            end--;
        }
        lines.add(new Line(List.copyOf(all.subList(0, end)), ""));
    }

    /** Adds a line that has no columns, as it is. */
    void note(String text) {
        lines.add(new Line(List.of(), text));
    }

    void print(PrintWriter out) {
        var widths = widths();
        lines.forEach(
                line -> out.println(indent + (line.cells().isEmpty() ? line.note() : text(line.cells(), widths))));
    }

    private int[] widths() {
        var widths = new int
                [lines.stream().mapToInt(line -> line.cells().size()).max().orElse(0)];
        for (var line : lines) {
            for (var column = 0; column < line.cells().size(); column++) {
                widths[column] =
                        Math.max(widths[column], line.cells().get(column).width());
            }
        }
        return widths;
    }

    private static String text(List<Cell> cells, int[] widths) {
        var text = new StringBuilder();
        for (var column = 0; column < cells.size(); column++) {
            var cell = cells.get(column);
            var isLast = column == cells.size() - 1;
            if (widths[column] > 0) {
                text.append(text.isEmpty() ? "" : GAP)
                        .append(cell.padded(isLast && !cell.right() ? cell.width() : widths[column]));
            }
        }
        return text.toString();
    }
}
