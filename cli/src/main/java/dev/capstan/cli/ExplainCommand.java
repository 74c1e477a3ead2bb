package dev.capstan.cli;

/** {@code explain}: the request that a call would make, and where each part of it comes from. Nothing is sent. */
final class ExplainCommand extends Command {
    private final CallOptions call = new CallOptions(options);

    ExplainCommand() {
        super("Shows the exact upstream request of a call, and where each value comes from. Sends nothing.");
    }

    @Override
    public Integer call() {
        var prepared = call.prepare();
        var isComplete = new Explanation(prepared.target(), prepared.variables()).print(out());
        out().flush();
        return isComplete ? 0 : 1;
    }
}
