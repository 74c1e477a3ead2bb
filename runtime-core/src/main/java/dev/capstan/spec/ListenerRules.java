package dev.capstan.spec;

import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Rules on where adapters listen, and on what goes with how they do. */
final class ListenerRules {
    private static final Pattern EXAMPLE_HOST = Pattern.compile("(?i)(.*\\.)?example\\.com");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    private final Problems problems;

    ListenerRules(Problems problems) {
        this.problems = problems;
    }

    void check(Outline file) {
        for (var adapter : file.exposes()) {
            if (adapter.is("control")) {
                localOnly(adapter.section());
            } else {
                noExample(adapter.section());
            }
        }
        file.adapters("mcp").forEach(this::noLoginOverStdio);
        var controls = file.adapters("control").toList();
        controls.stream()
                .skip(1)
                .forEach(control -> problems.add(
                        ProblemCode.CONTROL_PORT_SINGLETON_AND_UNIQUE,
                        control.position(),
                        "this is another control adapter (expected: at most one); the first is at "
                                + controls.get(0).position()));
        ports(file);
    }

    private void localOnly(Section control) {
        control.text("address")
                .filter(address -> !address.value().isBlank()
                        && !LOOPBACK.contains(address.value().toLowerCase(Locale.ROOT)))
                .ifPresent(address -> problems.add(
                        ProblemCode.CONTROL_ADDRESS_LOCALHOST_WARNING,
                        address.position(),
                        "the control adapter listens at '" + address.value()
                                + "', where others can reach it (expected: localhost or 127.0.0.1)"));
    }

    private void noExample(Section adapter) {
        adapter.text("address")
                .filter(address -> EXAMPLE_HOST.matcher(address.value()).matches())
                .ifPresent(address -> problems.add(
                        ProblemCode.ADDRESS_NOT_EXAMPLE,
                        address.position(),
                        "'" + address.value() + "' is the address of an example (expected: one of this machine)"));
    }

    private void noLoginOverStdio(Section adapter) {
        var isStdio =
                adapter.plain("transport").filter("stdio"::equalsIgnoreCase).isPresent();
        if (isStdio && adapter.has("authentication")) {
            problems.add(
                    ProblemCode.MCP_AUTH_STDIO_CONFLICT,
                    adapter.position("authentication"),
                    "'authentication' means nothing with 'transport: stdio', where the caller has started the server;"
                            + " leave it out");
        }
    }

    /** All others share their ports; the control adapter wants one of its own. */
    private void ports(Outline file) {
        var control = new HashSet<String>();
        file.adapters("control").flatMap(it -> it.plain("port").stream()).forEach(control::add);
        for (var adapter : file.exposes()) {
            for (var port : ports(adapter)) {
                if (!adapter.is("control") && control.contains(port.value())) {
                    problems.add(
                            ProblemCode.CONTROL_PORT_SINGLETON_AND_UNIQUE,
                            port.position(),
                            "port " + port.value() + " is that of the control adapter (expected: another)");
                }
            }
        }
    }

    private static List<Located<String>> ports(Outline.Adapter adapter) {
        return adapter.section().text("port").stream()
                .filter(port -> !port.value().isBlank() && !port.value().equals("0"))
                .toList();
    }
}
