package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.failure.FailureCode;
import dev.capstan.flow.FlowExecutor;
import dev.capstan.flow.Outcome;
import dev.capstan.script.ScriptPool;
import dev.capstan.upstream.JdkUpstreamClient;
import dev.capstan.upstream.UpstreamLimits;
import dev.capstan.upstream.UpstreamResponse;
import dev.capstan.upstream.UpstreamTls;
import java.io.PrintStream;
import java.util.List;

/** {@code call}: makes one call and prints the answer's body; its status and headers go to standard error. */
final class CallCommand extends Command {
    private final CallOptions call = new CallOptions(options);

    CallCommand() {
        super("Makes one call, as 'explain' shows it. Exit code 1 when the answer is not a success.");
    }

    @Override
    public Integer call() {
        var prepared = call.prepare();
        var target = prepared.target();
        try (var client = new JdkUpstreamClient(UpstreamLimits.DEFAULT, new UpstreamTls());
                var scripts = new ScriptPool()) {
            var outcome = new FlowExecutor(client, prepared.variables(), scripts)
                    .execute(target.flow(), target.inputs())
                    .join();
            return print(outcome);
        }
    }

    private int print(Outcome outcome) {
        if (outcome instanceof Outcome.Answered answered) {
            return print(answered.response());
        }
        if (outcome instanceof Outcome.Made made) {
            return print(new UpstreamResponse(made.status(), List.of(), made.json()));
        }
        if (outcome instanceof Outcome.StepFailed step) {
            tell(FailureCode.STEP_FAILED, step.story());
            return print(step.response());
        }
        var failure = ((Outcome.Failed) outcome).failure();
        tell(failure.code(), failure.detail());
        return 1;
    }

    private int print(UpstreamResponse response) {
        err().println("HTTP " + response.status());
        response.headers().forEach(err()::println);
        err().flush();
        var out = new PrintStream(System.out, false, UTF_8);
        out.writeBytes(response.body());
        out.flush();
        return response.status() < 300 ? 0 : 1;
    }

    private void tell(FailureCode code, String detail) {
        err().println(code.title() + ": " + detail + " [" + code.code() + "]");
    }
}
