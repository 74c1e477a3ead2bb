package dev.capstan.cli;

import static dev.capstan.cli.TextReport.count;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.capstan.cli.NeededVariable.Standing;
import dev.capstan.cli.TextTable.Cell;
import dev.capstan.problem.Position;
import dev.capstan.problem.Severity;
import dev.capstan.value.FileVariables.Declaration;
import dev.capstan.value.VariableUse;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/** The variables that files need: names, places and where they are set, never a value. */
final class SecretsReport {
    private final List<NeededVariable> variables;

    SecretsReport(List<NeededVariable> variables) {
        this.variables = List.copyOf(variables);
    }

    private record Report(List<VariableJson> variables) {}

    private record VariableJson(
            String name,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> location,
            String state,
            String source,
            List<UseJson> uses,
            List<DeclarationJson> declarations) {}

    private record UseJson(String file, int line, int column, boolean declared) {
        static UseJson of(VariableUse use) {
            var at = use.position();
            return new UseJson(at.file(), at.line(), at.column(), use.declared());
        }
    }

    private record DeclarationJson(String file, int line, int column, boolean used) {
        static DeclarationJson of(Declaration declaration) {
            var at = declaration.position();
            return new DeclarationJson(at.file(), at.line(), at.column(), declaration.used());
        }
    }

    String json() {
        return JsonReport.JSON.writeValueAsString(new Report(variables.stream()
                .map(variable -> new VariableJson(
                        variable.name(),
                        variable.location(),
                        variable.standing().label(),
                        variable.source(),
                        variable.uses().stream().map(UseJson::of).toList(),
                        variable.declarations().stream()
                                .map(DeclarationJson::of)
                                .toList()))
                .toList()));
    }

    /** @param everyPlace whether each place gets its line; otherwise the first is shown, and how many more there are */
    void text(boolean everyPlace, Paint paint, PrintWriter out) {
        if (variables.isEmpty()) {
            out.println("No file needs a variable.");
            return;
        }
        var missing = with(Standing.MISSING);
        var set = with(Standing.SET);
        var unused = with(Standing.UNUSED);
        group(paint.severity(Severity.ERROR, "Missing"), missing, everyPlace, out);
        group(paint.strong("Set"), set, everyPlace, out);
        group(paint.strong("Declared, but not used"), unused, everyPlace, out);
        out.println(count(variables.size(), "variable") + ": " + missing.size() + " missing, " + set.size() + " set, "
                + unused.size() + " not used");
        if (!missing.isEmpty()) {
            out.println("To set one, put it into the environment, or a line NAME=value into a file, and name that with"
                    + " --env-file FILE.");
        }
    }

    private List<NeededVariable> with(Standing standing) {
        return variables.stream()
                .filter(variable -> variable.standing() == standing)
                .toList();
    }

    private static void group(String heading, List<NeededVariable> members, boolean everyPlace, PrintWriter out) {
        if (members.isEmpty()) {
            return;
        }
        out.println(heading);
        var table = new TextTable("  ");
        members.forEach(variable -> rows(variable, everyPlace, table));
        table.print(out);
        out.println();
    }

    private static void rows(NeededVariable variable, boolean everyPlace, TextTable table) {
        var places = places(variable);
        var more = places.size() - 1;
        var first = places.get(0) + (more > 0 && !everyPlace ? " and " + more + " more" : "");
        table.row(Cell.of(variable.name()), Cell.of(source(variable)), Cell.of(declared(variable)), Cell.of(first));
        if (everyPlace) {
            places.stream().skip(1).forEach(place -> table.row(Cell.of(""), Cell.of(""), Cell.of(""), Cell.of(place)));
        }
    }

    /** Where it is needed, or when it is not, where it is declared. */
    private static List<String> places(NeededVariable variable) {
        var positions = variable.standing() == Standing.UNUSED
                ? variable.declarations().stream().map(Declaration::position)
                : variable.uses().stream().map(VariableUse::position);
        return positions.distinct().map(Position::toString).toList();
    }

    private static String source(NeededVariable variable) {
        var isSet = !variable.source().equals(NeededVariable.NO_SOURCE);
        if (!isSet) {
            return variable.location().map(place -> "not set in " + place).orElse("not set");
        }
        return variable.standing() == Standing.MISSING ? "empty in " + variable.source() : variable.source();
    }

    private static String declared(NeededVariable variable) {
        var declared = variable.uses().stream().filter(VariableUse::declared).count();
        if (declared == variable.uses().size()) {
            return "declared";
        }
        return declared == 0 ? "undeclared" : "declared in part";
    }
}
