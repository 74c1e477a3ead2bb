package dev.capstan.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code explain}: the request that a call would make, and where each part of it comes from. Nothing is sent. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Shows the exact upstream request of a call, and where each value comes from. Sends nothing.")
final class ExplainCommand implements Callable<Integer> {
    @Mixin
    private CallOptions options = new CallOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        var prepared = options.prepare();
        var isComplete = new Explanation(prepared.target(), prepared.variables()).print(out);
        out.flush();
        return isComplete ? 0 : 1;
    }
}
