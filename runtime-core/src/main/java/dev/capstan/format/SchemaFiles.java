package dev.capstan.format;

import dev.capstan.format.AnswerFormat.Unreadable;
import dev.capstan.format.FormatChoice.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds and reads schema files in a list of folders, and nowhere else, also after links are followed. Load time only. */
final class SchemaFiles {
    private static final int MAX_BYTES = 1024 * 1024;

    private final List<Path> folders;
    private final Set<Path> seen = new HashSet<>();

    SchemaFiles(List<Path> folders) {
        this.folders = folders.stream()
                .map(folder -> folder.toAbsolutePath().normalize())
                .toList();
    }

    /** A file as it was named, and its text. */
    record Found(String name, Path path, String text) {}

    /** A file that is missing, or may not be read. */
    static final class NotThere extends Exception {
        private static final long serialVersionUID = 1L;
        private final Reason reason;

        private NotThere(Reason reason, String message) {
            super(message, null, false, false);
            this.reason = reason;
        }

        Reason reason() {
            return reason;
        }
    }

    /** What was looked for, whether or not it is there. */
    Set<Path> seen() {
        return Set.copyOf(seen);
    }

    /** The first file of this name in the folders. */
    Found find(String name) throws NotThere, InvalidSchema {
        return find(name, folders);
    }

    /** The first file of this name, beside another file or in the folders. */
    Found findBeside(Found other, String name) throws NotThere, InvalidSchema {
        var parent = other.path().getParent();
        if (parent == null) {
            return find(name);
        }
        var places = new ArrayList<Path>(List.of(parent));
        places.addAll(folders);
        return find(name, places);
    }

    private Found find(String name, List<Path> places) throws NotThere, InvalidSchema {
        for (var place : places) {
            var path = resolve(place, name);
            seen.add(path);
            if (Files.exists(path)) {
                requireInside(name, path);
                return new Found(name, path, text(name, path));
            }
        }
        throw new NotThere(
                Reason.SCHEMA_NOT_FOUND,
                "there is no file '" + name + "' beside this one or in the folders that are served");
    }

    private static Path resolve(Path folder, String name) throws InvalidSchema {
        try {
            return folder.resolve(name).normalize();
        } catch (InvalidPathException e) {
            throw new InvalidSchema("'" + name.replace('\0', ' ') + "' is not the path of a file");
        }
    }

    private void requireInside(String name, Path path) throws NotThere, InvalidSchema {
        try {
            var real = path.toRealPath();
            for (var folder : folders) {
                if (Files.isDirectory(folder) && real.startsWith(folder.toRealPath())) {
                    return;
                }
            }
        } catch (IOException e) {
            throw cannotBeRead(name);
        }
        throw new NotThere(
                Reason.SCHEMA_OUTSIDE,
                "'" + name + "' is outside of the folders that are served; move it beside this file or below it");
    }

    private static String text(String name, Path path) throws InvalidSchema {
        if (!Files.isRegularFile(path)) {
            // To open a pipe or a device may take for ever.
            throw new InvalidSchema("'" + name + "' is not a plain file");
        }
        try (var in = Files.newInputStream(path)) {
            var bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new InvalidSchema("'" + name + "' is larger than " + MAX_BYTES / (1024 * 1024) + " MiB");
            }
            return AnswerText.decode(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw cannotBeRead(name);
        } catch (Unreadable e) {
            throw new InvalidSchema("'" + name + "' is not text in UTF-8");
        }
    }

    private static InvalidSchema cannotBeRead(String name) {
        return new InvalidSchema("'" + name + "' cannot be read; check its permissions");
    }
}
