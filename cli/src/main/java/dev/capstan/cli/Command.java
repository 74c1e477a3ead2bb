package dev.capstan.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** A command of the command line. Its fields declare what it takes, and say after reading what was given. */
abstract class Command implements Callable<Integer> {
    private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);

    final Options options = Options.of(spec);

    Command(String description) {
        spec.usageMessage().description(description);
    }

    /** It in the words of picocli. */
    final CommandSpec spec() {
        return spec;
    }

    /** Where it prints. */
    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Where it tells what is no result. */
    final PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
