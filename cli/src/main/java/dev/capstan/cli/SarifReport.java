package dev.capstan.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.capstan.catalog.Catalog;
import dev.capstan.problem.Position;
import dev.capstan.problem.Problem;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Severity;
import dev.capstan.value.PercentCoding;
import java.io.File;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Problems as SARIF 2.1.0 (OASIS), for code hosts and editors. The names of the records' parts are those of SARIF. */
final class SarifReport {
    private SarifReport() {}

    private record Log(@JsonProperty("$schema") String schema, String version, List<Run> runs) {}

    /** @param columnKind how columns are counted; SARIF would take them for UTF-16 units */
    private record Run(Tool tool, String columnKind, List<Result> results) {}

    private record Tool(Driver driver) {}

    private record Driver(String name, String version, List<Rule> rules) {}

    private record Rule(String id, Message shortDescription, Help help, Configuration defaultConfiguration) {}

    private record Help(String text, String markdown) {}

    private record Configuration(String level) {}

    private record Message(String text) {}

    private record Result(String ruleId, int ruleIndex, String level, Message message, List<Location> locations) {}

    private record Location(PhysicalLocation physicalLocation) {}

    private record PhysicalLocation(ArtifactLocation artifactLocation, Region region) {}

    private record ArtifactLocation(String uri) {}

    private record Region(int startLine, int startColumn) {}

    static String of(Catalog catalog) {
        var problems = catalog.entries().stream()
                .flatMap(entry -> entry.fileProblems().stream())
                .toList();
        var codes = problems.stream().map(Problem::code).distinct().sorted().toList();
        var guide = ProblemGuide.load();
        var rules = codes.stream().map(code -> rule(code, guide)).toList();
        var results = problems.stream()
                .map(problem -> result(problem, codes.indexOf(problem.code())))
                .toList();
        var tool = new Tool(new Driver("capstan", Version.TEXT, rules));
        return JsonReport.JSON.writeValueAsString(new Log(
                "https://json.schemastore.org/sarif-2.1.0.json",
                "2.1.0",
                List.of(new Run(tool, "unicodeCodePoints", results))));
    }

    private static Rule rule(ProblemCode code, ProblemGuide guide) {
        var entry = guide.of(code);
        return new Rule(
                code.code(),
                new Message(entry.summary()),
                new Help(entry.text(), entry.text()),
                new Configuration(level(code.severity())));
    }

    private static Result result(Problem problem, int rule) {
        var position = problem.position();
        var place = new PhysicalLocation(
                new ArtifactLocation(uri(position)), new Region(position.line(), position.column()));
        return new Result(
                problem.code().code(),
                rule,
                level(problem.severity()),
                new Message(problem.message()),
                List.of(new Location(place)));
    }

    /** A relative file stays relative, to be found below whatever the reader takes for the root; others are URLs. */
    private static String uri(Position position) {
        var file = position.file().replace(File.separatorChar, '/');
        // Also a colon is encoded, or the start of a name could be taken for a scheme.
        var path = Arrays.stream(file.split("/", -1)).map(PercentCoding::encode).collect(Collectors.joining("/"));
        if (!new File(position.file()).isAbsolute()) {
            return path;
        }
        return path.startsWith("/") ? "file://" + path : "file:///" + path;
    }

    private static String level(Severity severity) {
        return switch (severity) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case INFO -> "note";
        };
    }
}
