package dev.capstan.cli;

import dev.capstan.compile.CompileSettings;
import dev.capstan.upstream.UpstreamLimits;
import dev.capstan.value.Variables;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How a server is to run.
 *
 * @param paths files and folders
 * @param controlPort from 0, which means any free one
 * @param allowedHosts further host names that callers of loopback listeners may use, in lower case
 * @param mock whether an upstream in this process stands in for all others
 * @param strict whether a file with a warning is not served
 * @param mcp what is particular to MCP
 * @param watch how often the files are looked at for changes; zero means never
 */
record ServerSettings(
        List<Path> paths,
        CompileSettings compile,
        Variables variables,
        int controlPort,
        Set<String> allowedHosts,
        UpstreamLimits limits,
        UpstreamChoice upstreamClient,
        boolean mock,
        boolean strict,
        McpChoices mcp,
        Duration watch) {
    ServerSettings {
        paths = List.copyOf(paths);
        allowedHosts = Set.copyOf(allowedHosts);
    }
}
