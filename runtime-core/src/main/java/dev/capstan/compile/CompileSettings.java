package dev.capstan.compile;

import dev.capstan.script.ScriptPermission;
import dev.capstan.upstream.Origin;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the one who starts the process decides about files.
 *
 * @param address where listeners accept connections, in place of what files say
 * @param restPort the port of every REST and every skill adapter, in place of what files say
 * @param mcpPort the port of every MCP adapter, in place of what files say
 * @param baseUris base URIs by the namespace of an upstream API, in place of what files say
 * @param upstreamOrigin where every upstream call goes, whatever its base URI
 * @param standInBaseUris whether an API without a base URI gets one of the name {@code namespace.mock}, for an upstream
 *     that stands in for all of them
 * @param pagination which operations' pages are followed
 * @param importRoots the folders below which files may be imported and skills may have theirs; none means anywhere
 * @param bindRoots the folders below which binds may have files with values; none means anywhere
 * @param scripts whether scripts are run
 */
public record CompileSettings(
        Optional<String> address,
        Optional<Integer> restPort,
        Optional<Integer> mcpPort,
        Map<String, String> baseUris,
        Optional<Origin> upstreamOrigin,
        boolean standInBaseUris,
        Pagination pagination,
        List<Path> importRoots,
        List<Path> bindRoots,
        ScriptPermission scripts) {
    /** The host of every server that gives tokens, where an upstream stands in for all. */
    public static final String STAND_IN_TOKEN_HOST = "tokens.mock";

    public CompileSettings {
        importRoots = List.copyOf(importRoots);
        bindRoots = List.copyOf(bindRoots);
        baseUris = Map.copyOf(baseUris);
    }

    /** Everything as files say. */
    public static final CompileSettings NONE = new CompileSettings(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            false,
            Pagination.NONE,
            List.of(),
            List.of(),
            ScriptPermission.REFUSED);

    /** These settings with other listeners than files say. */
    public CompileSettings listeningOn(
            Optional<String> otherAddress, Optional<Integer> otherRestPort, Optional<Integer> otherMcpPort) {
        return new CompileSettings(
                otherAddress,
                otherRestPort,
                otherMcpPort,
                baseUris,
                upstreamOrigin,
                standInBaseUris,
                pagination,
                importRoots,
                bindRoots,
                scripts);
    }

    /** These settings with one upstream that stands in for all of them. */
    public CompileSettings standingIn(Origin origin) {
        return new CompileSettings(
                address,
                restPort,
                mcpPort,
                baseUris,
                Optional.of(origin),
                true,
                pagination,
                importRoots,
                bindRoots,
                scripts);
    }

    /** These settings with another answer to whether scripts are run. */
    public CompileSettings running(ScriptPermission other) {
        return new CompileSettings(
                address,
                restPort,
                mcpPort,
                baseUris,
                upstreamOrigin,
                standInBaseUris,
                pagination,
                importRoots,
                bindRoots,
                other);
    }
}
