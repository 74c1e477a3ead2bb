package dev.capstan.cli;

import dev.capstan.cli.ParityFile.Operation;
import dev.capstan.cli.ParityFile.Unit;
import dev.capstan.cli.ParityRequest.Sent;
import dev.capstan.cli.ParityVariables.NotSimple;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Calls what files expose, through both doors, and gathers what is not as the files say. */
final class ParityComparison {
    private final ParityServer server;
    private final Function<String, Optional<String>> environment;
    private final Map<String, String> baseUris;

    private final List<String> mismatches = new ArrayList<>();
    private final List<String> notSimple = new ArrayList<>();
    private final Map<String, Integer> reasons = new TreeMap<>();
    private int requests;
    private int pairs;
    private int apart;

    /** A case and what the upstream got for it. */
    private record Done(ParityCase call, Sent sent) {}

    ParityComparison(
            ParityServer server, Function<String, Optional<String>> environment, Map<String, String> baseUris) {
        this.server = server;
        this.environment = environment;
        this.baseUris = baseUris;
    }

    List<String> mismatches() {
        return mismatches;
    }

    /** What the oracle says nothing about, each with the reason. */
    List<String> notSimple() {
        return notSimple;
    }

    /** How often each reason occurred. */
    Map<String, Integer> reasons() {
        return reasons;
    }

    /** How many requests were compared with what the file says. */
    int requests() {
        return requests;
    }

    /** How many times the requests of both doors were compared with each other. */
    int pairs() {
        return pairs;
    }

    /** How many operations the doors call differently, because the file says so. */
    int apart() {
        return apart;
    }

    /** Compares a file. Of more operations than the limit, as many are taken from all over the file. */
    void compare(Path path, int limit) {
        var file = ParityFile.read(path);
        if (file.isEmpty()) {
            leaveOut(path.toString(), "the file is no capability that can be read");
            return;
        }
        var byOperation = cases(file.get());
        var operations = List.copyOf(byOperation.keySet());
        var count = Math.min(limit, operations.size());
        for (var i = 0; i < count; i++) {
            var operation = operations.get((int) ((long) i * operations.size() / count));
            var done = new ArrayList<Done>();
            byOperation.getOrDefault(operation, List.of()).forEach(call -> call(call, done));
            compareDoors(done);
        }
    }

    private Map<Operation, List<ParityCase>> cases(ParityFile file) {
        var oracle = new ParityOracle(file, new ParityVariables(file, environment), baseUris);
        var byOperation = new LinkedHashMap<Operation, List<ParityCase>>();
        var seen = new HashSet<String>();
        for (var unit : file.units()) {
            var place = file.path() + ":" + unit.line();
            if (!seen.add(identity(unit))) {
                leaveOut(place, "there is one of the same name or path before");
                continue;
            }
            try {
                var call = oracle.of(unit);
                byOperation
                        .computeIfAbsent(call.operation(), operation -> new ArrayList<>())
                        .add(call);
            } catch (NotSimple e) {
                leaveOut(place, e.getMessage());
            }
        }
        return byOperation;
    }

    /** What two units of one adapter cannot share. */
    private static String identity(Unit unit) {
        var path = unit.path()
                .replaceAll("\\{[^{}]*}", "{}")
                .replaceAll("[#?].*", "")
                .replaceAll("/+", "/");
        return unit.door() == Door.REST
                ? unit.namespace() + " " + unit.method() + " " + path.replaceAll("(.)/$", "$1")
                : unit.namespace() + " " + (unit.name().isEmpty() ? unit.places() : unit.name());
    }

    private void leaveOut(String place, String reason) {
        notSimple.add(place + ": " + reason);
        reasons.merge(reason, 1, Integer::sum);
    }

    private void call(ParityCase call, List<Done> done) {
        var result = server.call(call);
        requests++;
        if (result.isEmpty()) {
            mismatches.add(call.place() + "\n    is not served");
            return;
        }
        var answer = result.get().answer();
        var sent = result.get().sent();
        if (sent.isEmpty()) {
            mismatches.add(call.place() + "\n    reached no upstream: " + answer.text());
            return;
        }
        var differences = call.expected().differences(sent.get());
        if (!answer.isReadable()) {
            differences.add("the answer is broken");
        }
        if (differences.isEmpty()) {
            done.add(new Done(call, sent.get()));
        } else {
            mismatches.add(call.place() + "\n    " + String.join("\n    ", differences) + "\n    sent: " + sent.get()
                    + "\n    " + answer.text());
        }
    }

    /** Units of both doors that mean the same must send the same, down to what the file does not mention. */
    private void compareDoors(List<Done> done) {
        var before = pairs;
        for (var rest : done) {
            for (var tool : done) {
                if (rest.call().unit().door() == Door.REST
                        && tool.call().unit().door() == Door.MCP
                        && rest.call().expected().isSameAs(tool.call().expected())) {
                    pairs++;
                    var differences = rest.sent().differences(tool.sent());
                    if (!differences.isEmpty()) {
                        mismatches.add(rest.call().place() + " and "
                                + tool.call().place() + "\n    " + String.join("\n    ", differences));
                    }
                }
            }
        }
        var doors = done.stream().map(it -> it.call().unit().door()).distinct().count();
        apart += doors == Door.values().length && pairs == before ? 1 : 0;
    }
}
