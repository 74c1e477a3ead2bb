package dev.capstan.cli;

import dev.capstan.problem.Known;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The entry point. Exit codes: 0 as asked, 1 something is wrong with files or a call, 2 wrong usage or no place to write. */
public final class Capstan {
    private static final long STARTED = System.nanoTime();
    private static final String KEEP_ALIVE = "jdk.httpclient.keepalive.timeout";
    private static final String PARALLELISM = "java.util.concurrent.ForkJoinPool.common.parallelism";

    private static final Set<String> OWN_OPTIONS = Set.of("-h", "--help", "-V", "--version");
    private static final String DEFAULT_COMMAND = "serve";

    /** What calls upstreams for others. */
    private static final Set<String> SERVING = Set.of(DEFAULT_COMMAND, "mcp", "rehearse");

    /** In the order of the help. Each declares much, so it is made when it is wanted. */
    private static final Map<String, Supplier<Object>> COMMANDS = commands();

    private Capstan() {}

    private static Map<String, Supplier<Object>> commands() {
        var commands = new LinkedHashMap<String, Supplier<Object>>();
        commands.put(DEFAULT_COMMAND, () -> new ServeCommand().spec());
        commands.put("validate", () -> new ValidateCommand().spec());
        commands.put("list", () -> new ListCommand().spec());
        commands.put("explain", () -> new ExplainCommand().spec());
        commands.put("call", () -> new CallCommand().spec());
        commands.put("mcp", () -> new McpCommand().spec());
        commands.put("schema", () -> new SchemaCommand().spec());
        commands.put("conformance-server", () -> new ConformanceCommand().spec());
        commands.put("rehearse", () -> new RehearseCommand().spec());
        commands.put("help", () -> new CommandLine.HelpCommand());
        return commands;
    }

    public static void main(String[] args) {
        // The JDK's HTTP client completes calls in the common pool; where that has one thread, which is so on two
        // cores, it starts a new thread for each completion instead. Must be set before anyone touches the pool.
        if (System.getProperty(PARALLELISM) == null && Runtime.getRuntime().availableProcessors() <= 2) {
            System.setProperty(PARALLELISM, "2");
        }
        // Few servers keep an idle connection as long as the JDK would, and a POST on one that is gone cannot be
        // repeated.
        if (System.getProperty(KEEP_ALIVE) == null) {
            System.setProperty(KEEP_ALIVE, "20");
        }
        // To be ready for times and connections to databases, to read paths by reflection, and to look for Groovy takes
        // 20 ms of each start. Paths have a converter of their own below.
        System.setProperty("picocli.converters.excludes", "java[.](time|sql|nio)[.].*");
        System.setProperty("picocli.disable.closures", "true");
        // Programs read what is printed, so numbers are written alike everywhere.
        Locale.setDefault(Locale.Category.FORMAT, Locale.US);
        Logging.configure();
        if (SERVING.contains(withCommand(args)[0])) {
            ServedFiles.wakeLibraries();
        }
        System.exit(runInMemory(args));
    }

    private static int runInMemory(String... args) {
        try {
            var code = run(commandLine(args), args);
            return System.out.checkError() ? unwritten() : code;
        } catch (OutOfMemoryError e) {
            System.err.println("capstan: the memory is not enough for these files: Java may use "
                    + Runtime.getRuntime().maxMemory() / (1024 * 1024)
                    + " MB (expected: a larger -Xmx, as in CAPSTAN_JAVA_OPTS=-Xmx2g, or fewer files)");
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    /** Tells why what was printed did not arrive; who reads the beginning only, as head does, need not hear of it. */
    private static int unwritten() {
        var why = "";
        try (var out = new FileOutputStream(FileDescriptor.out)) {
            out.write('\n');
        } catch (IOException e) {
            why = String.valueOf(e.getMessage());
        }
        if (!why.equals("Broken pipe")) {
            System.err.println("capstan: not all of the output could be written" + (why.isEmpty() ? "" : ": " + why));
        }
        return CommandLine.ExitCode.USAGE;
    }

    /** Runs a command and returns its exit code. */
    static int run(CommandLine commands, String... args) {
        return commands.execute(withCommand(args));
    }

    /** How long the program runs; the JVM's own start is not in it. */
    static Duration sinceStart() {
        return Duration.ofNanos(System.nanoTime() - STARTED);
    }

    /** With all commands. */
    static CommandLine commandLine() {
        return commandLine(COMMANDS.keySet());
    }

    /** With the command that the arguments ask for, or with all where they ask for help. */
    static CommandLine commandLine(String... args) {
        var name = withCommand(args)[0];
        return name.equals("help") || !COMMANDS.containsKey(name) ? commandLine() : commandLine(Set.of(name));
    }

    private static CommandLine commandLine(Set<String> names) {
        var capstan = CommandSpec.create().name("capstan");
        Options.of(capstan);
        capstan.usageMessage()
                .description("Serves capability files: their REST routes and their MCP tools.")
                .footer(
                        "",
                        "Without a command: serve; its options are in 'capstan serve --help'. Options that are given once can also be variables,",
                        "for instance --rest-port as CAPSTAN_REST_PORT.");
        var commands = new CommandLine(capstan);
        COMMANDS.forEach((name, command) -> {
            if (names.contains(name)) {
                commands.addSubcommand(name, command.get());
            }
        });
        return commands.registerConverter(Path.class, Path::of)
                .setDefaultValueProvider(Capstan::environment)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((fault, given) -> misused(fault))
                .setExecutionExceptionHandler((fault, command, parsed) -> {
                    if (fault instanceof UsageFault) {
                        command.getErr().println("capstan: " + fault.getMessage());
                        return CommandLine.ExitCode.USAGE;
                    }
                    throw fault;
                });
    }

    /** One wrong word is no reason to print everything that a command can do. */
    private static int misused(ParameterException fault) {
        var command = fault.getCommandLine();
        command.getErr().println("capstan: " + fault.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(fault, command.getErr())) {
            var name = command.getCommandSpec().qualifiedName();
            command.getErr().println("'" + name + " --help' shows how it is called");
        }
        return CommandLine.ExitCode.USAGE;
    }

    /** The command that was probably meant. */
    static Optional<String> commandLike(String word) {
        return Known.nearest(word, COMMANDS.keySet());
    }

    private static @Nullable String environment(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option)
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
    static String[] withCommand(String... args) {
        if (args.length > 0 && (OWN_OPTIONS.contains(args[0]) || COMMANDS.containsKey(args[0]))) {
            return args;
        }
        var all = new ArrayList<>(Arrays.asList(args));
        all.add(0, DEFAULT_COMMAND);
        return all.toArray(String[]::new);
    }
}
