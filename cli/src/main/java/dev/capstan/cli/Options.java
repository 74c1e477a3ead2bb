package dev.capstan.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Declares what a command takes. It does so by calls: picocli's annotations are read by reflection, with a proxy class
 * made for each kind of them, which took an eighth of a start.
 */
final class Options {
    private final CommandSpec command;

    private Options(CommandSpec command) {
        this.command = command;
    }

    /** Those of a command, which begin with its help and the version. */
    static Options of(CommandSpec command) {
        command.versionProvider(new Version());
        var options = new Options(command);
        options.add(OptionSpec.builder("-h", "--help").usageHelp(true).description("Show this help message and exit."));
        options.add(OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Print version information and exit."));
        return options;
    }

    /** An option without a value. */
    Flag flag(String name, String description) {
        return new Flag(add(OptionSpec.builder(name).type(boolean.class).description(description)));
    }

    /** An option with a value. */
    <T> Option<T> one(String name, Class<T> type, String label, String description) {
        return add(OptionSpec.builder(name).type(type).paramLabel(label).description(description));
    }

    /** An option that may be given several times. */
    <T> Option<List<T>> many(String name, Class<T> type, String label, String description) {
        return add(OptionSpec.builder(name)
                .type(List.class)
                .auxiliaryTypes(type)
                .paramLabel(label)
                .description(description));
    }

    /** An option that may be given several times, each time as {@code NAME=VALUE}. */
    Option<Map<String, String>> pairs(String name, String label, String description) {
        return add(OptionSpec.builder(name)
                .type(Map.class)
                .auxiliaryTypes(String.class, String.class)
                .paramLabel(label)
                .description(description));
    }

    /** The files and folders to read. */
    Option<List<Path>> paths() {
        return positional(Path.class, 0, "PATH", "Files and folders (default: ./capabilities).");
    }

    /** @param least how many there must be */
    <T> Option<List<T>> positional(Class<T> type, int least, String label, String description) {
        var spec = PositionalParamSpec.builder()
                .type(List.class)
                .auxiliaryTypes(type)
                .arity(least + "..*")
                .required(least > 0)
                .paramLabel(label)
                .description(description)
                .build();
        command.addPositional(spec);
        return new Option<>(spec);
    }

    private <T> Option<T> add(OptionSpec.Builder option) {
        var spec = option.build();
        command.addOption(spec);
        return new Option<>(spec);
    }
}
