package dev.capstan.cli;

import dev.capstan.catalog.Catalog;
import dev.capstan.problem.Problem;
import dev.capstan.problem.Severity;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Problems as SARIF 2.1.0 (OASIS), for code hosts and editors. */
final class SarifReport {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private SarifReport() {}

    static String of(Catalog catalog) {
        var results = catalog.entries().stream()
                .flatMap(entry -> entry.fileProblems().stream())
                .map(SarifReport::result)
                .toList();
        var driver = Map.of("name", "capstan", "version", Version.TEXT);
        var run = Map.of("tool", Map.of("driver", driver), "results", results);
        return JSON.writeValueAsString(Map.of(
                "$schema", "https://json.schemastore.org/sarif-2.1.0.json", "version", "2.1.0", "runs", List.of(run)));
    }

    private static Map<String, Object> result(Problem problem) {
        var region = Map.of(
                "startLine", problem.position().line(),
                "startColumn", problem.position().column());
        var artifact = Map.of("uri", problem.position().file().replace('\\', '/'));
        var location = Map.of("physicalLocation", Map.of("artifactLocation", artifact, "region", region));
        return Map.of(
                "ruleId", problem.code().code(),
                "level", level(problem.severity()),
                "message", Map.of("text", problem.message()),
                "locations", List.of(location));
    }

    private static String level(Severity severity) {
        return switch (severity) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case INFO -> "note";
        };
    }
}
