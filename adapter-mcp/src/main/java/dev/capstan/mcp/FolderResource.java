package dev.capstan.mcp;

import dev.capstan.exposure.FolderFiles;
import dev.capstan.exposure.Resource;
import java.io.IOException;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A folder as resources: each of its files is one.
 *
 * @param base what the URI of each begins with
 */
record FolderResource(Resource.Folder folder, String base, Executor blocking) {
    private static final System.Logger LOG = System.getLogger(FolderResource.class.getName());

    /** A file is sent in one message, and several may be read at once. */
    private static final long MAX_BYTES = 10 * 1024 * 1024;

    /** The paths that can be asked for (format, section on MCP resources). */
    private static final Pattern PATH = Pattern.compile("[a-zA-Z0-9._/-]+");

    /** Types that Java does not know by the names of files. */
    private static final Map<String, String> TYPES = Map.of(
            "md", "text/markdown",
            "yaml", "application/yaml",
            "yml", "application/yaml",
            "json", "application/json",
            "csv", "text/csv",
            "js", "text/javascript",
            "css", "text/css",
            "svg", "image/svg+xml",
            "webp", "image/webp");

    /** The files as they are listed; none where the folder cannot be read now. Reads the disk. */
    List<ListPages.Entry> list() {
        return files().stream().map(this::entry).toList();
    }

    /** The URIs of those files. Reads the disk. */
    List<String> uris() {
        return files().stream().map(file -> base + file.path()).toList();
    }

    private ListPages.Entry entry(FolderFiles.Entry file) {
        var uri = base + file.path();
        var wire = Wire.file(uri, file.path(), file.size(), type(file.path()), folder.about());
        return new ListPages.Entry(uri, Wire.json(wire));
    }

    private List<FolderFiles.Entry> files() {
        try {
            return FolderFiles.of(folder.path(), folder.roots()).list().stream()
                    .filter(file -> PATH.matcher(file.path()).matches())
                    .toList();
        } catch (FolderFiles.Refused e) {
            // A folder that is not there is listed again as soon as it is.
            if (e.reason() == FolderFiles.Reason.TOO_MANY_FILES) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "The folder of the resource " + folder.about().name() + " has more than "
                                + FolderFiles.MAX_FILES + " files; they can be read, but are not listed");
            }
        } catch (IOException e) {
            // It is listed again as soon as it can be read.
        }
        return List.of();
    }

    static FolderResource of(Resource.Folder folder, Executor blocking) {
        return new FolderResource(folder, folder.about().uri().replaceAll("/+$", "") + "/", blocking);
    }

    /** The path in the folder that a URI asks for. */
    Optional<String> path(String uri) {
        return uri.startsWith(base) && uri.length() > base.length()
                ? Optional.of(uri.substring(base.length()))
                : Optional.empty();
    }

    /** Reading a file of the folder. */
    Operation read(String uri, String path) {
        return call -> CompletableFuture.supplyAsync(() -> contents(uri, path, call.isModern()), blocking);
    }

    private McpReply contents(String uri, String path, boolean isModern) {
        try {
            var file = find(path);
            if (file.size() > MAX_BYTES) {
                return new McpReply.Fault(
                        ErrorCode.INTERNAL_ERROR,
                        "The file has more than " + MAX_BYTES + " bytes, which is more than one message may carry",
                        Map.of("uri", uri));
            }
            var type = type(path);
            try (var in = file.open()) {
                var body = in.readNBytes((int) MAX_BYTES);
                var isText = type == null && AnswerText.of(body, "").isPresent();
                return ResourceContents.of(uri, body, type == null ? isText ? "text/plain" : "" : type, false);
            }
        } catch (IOException | FolderFiles.Refused e) {
            return ResourceContents.notFound(uri, isModern);
        }
    }

    private FolderFiles.Entry find(String path) throws FolderFiles.Refused {
        return FolderFiles.of(folder.path(), folder.roots()).find(List.of(path.split("/", -1)));
    }

    /** What a file is now, to see later whether it has changed; empty when it is not there. Reads the disk. */
    Optional<Object> stamp(String path) {
        try {
            var real = find(path).real();
            var attributes = Files.readAttributes(real, BasicFileAttributes.class);
            return Optional.of(List.of(attributes.lastModifiedTime(), attributes.size()));
        } catch (IOException | FolderFiles.Refused e) {
            return Optional.empty();
        }
    }

    private @Nullable String type(String path) {
        var declared = folder.about().mimeType();
        if (declared.isPresent()) {
            return declared.get();
        }
        var extension = path.substring(path.lastIndexOf('.') + 1);
        var known = TYPES.get(extension);
        return known == null ? URLConnection.guessContentTypeFromName(path) : known;
    }
}
