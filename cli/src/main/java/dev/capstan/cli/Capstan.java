package dev.capstan.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The entry point. Exit codes: 0 as asked, 1 something is wrong with files or a call, 2 wrong usage. */
@Command(
        name = "capstan",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Serves capability files: their REST routes and their MCP tools.",
        subcommands = {
            ServeCommand.class,
            ValidateCommand.class,
            ListCommand.class,
            ExplainCommand.class,
            CallCommand.class,
            McpCommand.class,
            SchemaCommand.class,
            ConformanceCommand.class,
            CommandLine.HelpCommand.class
        },
        footer = {
            "",
            "Without a command: serve; its options are in 'capstan serve --help'. Options that are given once can also be variables,",
            "for instance --rest-port as CAPSTAN_REST_PORT."
        })
public final class Capstan implements Runnable {
    private static final long STARTED = System.nanoTime();
    private static final String KEEP_ALIVE = "jdk.httpclient.keepalive.timeout";
    private static final String PARALLELISM = "java.util.concurrent.ForkJoinPool.common.parallelism";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    public static void main(String[] args) {
        // The JDK's HTTP client completes calls in the common pool; where that has one thread, which is so on two
        // cores,
        // it starts a new thread for each completion instead. Must be set before anyone touches the pool.
        if (System.getProperty(PARALLELISM) == null && Runtime.getRuntime().availableProcessors() <= 2) {
            System.setProperty(PARALLELISM, "2");
        }
        // Few servers keep an idle connection as long as the JDK would, and a POST on one that is gone cannot be
        // repeated.
        if (System.getProperty(KEEP_ALIVE) == null) {
            System.setProperty(KEEP_ALIVE, "20");
        }
        Logging.configure();
        System.exit(run(commandLine(), args));
    }

    /** Runs a command and returns its exit code. */
    static int run(CommandLine commands, String... args) {
        return commands.execute(withCommand(commands, args));
    }

    /** How long the program runs; the JVM's own start is not in it. */
    static Duration sinceStart() {
        return Duration.ofNanos(System.nanoTime() - STARTED);
    }

    static CommandLine commandLine() {
        return new CommandLine(new Capstan())
                .setDefaultValueProvider(argument -> environment(argument))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((fault, command, parsed) -> {
                    if (fault instanceof UsageFault) {
                        command.getErr().println("capstan: " + fault.getMessage());
                        return CommandLine.ExitCode.USAGE;
                    }
                    throw fault;
                });
    }

    private static @org.jspecify.annotations.Nullable String environment(CommandLine.Model.ArgSpec argument) {
        if (!(argument instanceof CommandLine.Model.OptionSpec option)
                || option.isMultiValue()
                || option.usageHelp()
                || option.versionHelp()) {
            return null;
        }
        var name =
                option.longestName().replaceFirst("^--?", "").replace('-', '_').toUpperCase(Locale.ROOT);
        var value = System.getenv("CAPSTAN_" + name);
        // Kubernetes sets CAPSTAN_REST_PORT=tcp://... where a service is called capstan-rest.
        return value != null && value.startsWith("tcp://") ? null : value;
    }

    /** {@code serve} is the default command, also in front of its paths and options. */
    static String[] withCommand(CommandLine commands, String... args) {
        var ownNames = List.of("-h", "--help", "-V", "--version");
        var isCommand = args.length > 0
                && (ownNames.contains(args[0]) || commands.getSubcommands().containsKey(args[0]));
        if (isCommand) {
            return args;
        }
        var all = new ArrayList<>(Arrays.asList(args));
        all.add(0, "serve");
        return all.toArray(String[]::new);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
