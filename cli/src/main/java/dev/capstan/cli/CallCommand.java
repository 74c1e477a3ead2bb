package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.failure.Failure;
import dev.capstan.flow.FlowExecutor;
import dev.capstan.flow.Outcome;
import dev.capstan.upstream.JdkUpstreamClient;
import dev.capstan.upstream.UpstreamLimits;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code call}: makes one call and prints the answer's body; its status and headers go to standard error. */
@Command(
        name = "call",
        mixinStandardHelpOptions = true,
        description = "Makes one call, as 'explain' shows it. Exit code 1 when the answer is not a success.")
final class CallCommand implements Callable<Integer> {
    @Mixin
    private CallOptions options = new CallOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        var target = options.target();
        try (var client = new JdkUpstreamClient(UpstreamLimits.DEFAULT)) {
            var outcome = new FlowExecutor(client, options.variables())
                    .execute(target.flow(), target.inputs())
                    .toCompletableFuture()
                    .join();
            return outcome instanceof Outcome.Answered answered
                    ? answered(answered)
                    : failed(((Outcome.Failed) outcome).failure());
        }
    }

    private int answered(Outcome.Answered answered) {
        var response = answered.response();
        var err = spec.commandLine().getErr();
        err.println("HTTP " + response.status());
        response.headers().forEach(err::println);
        err.flush();
        var out = new PrintStream(System.out, false, UTF_8);
        out.writeBytes(response.body());
        out.flush();
        return response.status() < 300 ? 0 : 1;
    }

    private int failed(Failure failure) {
        spec.commandLine()
                .getErr()
                .println(failure.code().title() + ": " + failure.detail() + " ["
                        + failure.code().code() + "]");
        return 1;
    }
}
