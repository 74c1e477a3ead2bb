package dev.capstan.compile;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.script.Script;
import dev.capstan.spec.FileUri;
import dev.capstan.spec.Located;
import dev.capstan.value.Roots;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads the files of scripts: below the folder that a step names, and nowhere else. Used for one capability file. */
final class ScriptFiles {
    static final int MAX_BYTES = 1024 * 1024;

    /** What a segment of a path may be made of (format, section on script steps). */
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*");

    /** A message about a mistake shows a word of the file, so it must be a program and not, say, a file of secrets. */
    private static final Pattern PROGRAM = Pattern.compile(".*\\.[cm]?js");

    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

    private final List<Path> roots;
    private final Map<Path, Script.Source> read = new HashMap<>();
    private final Set<Path> files = new TreeSet<>();

    /** @param roots the folders below which files may lie; none means anywhere */
    ScriptFiles(List<Path> roots) {
        this.roots = roots;
    }

    /** What is wrong with the file of a script, as the rest of a sentence. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        private Refused(String message) {
            super(message, null, false, false);
        }
    }

    /** Every file that was read or looked for, absolute. */
    Set<Path> files() {
        return files;
    }

    /**
     * Reads one file.
     *
     * @param location the folder, relative to the file that names it (format, addendum)
     */
    Script.Source read(Located<String> location, String file) throws Refused {
        if (!PATH.matcher(file).matches() || List.of(file.split("/")).stream().anyMatch(ScriptFiles::leads)) {
            throw new Refused("the path '" + file
                    + "' is not one below the folder of scripts (expected: letters, digits, '.', '_' and '-' between"
                    + " slashes, without '.' and '..')");
        }
        if (!PROGRAM.matcher(file).matches()) {
            throw new Refused("'" + file + "' is not the name of a program (expected: one that ends with .js)");
        }
        try {
            var folder = folder(location, file);
            var path = folder.resolve(file);
            files.add(path);
            var known = read.get(path);
            if (known != null) {
                return known;
            }
            var source = new Script.Source(
                    file, text(folder, path, file + " in " + location.value().strip()));
            read.put(path, source);
            return source;
        } catch (InvalidPathException e) {
            throw new Refused("'" + location.value().replace('\0', ' ') + "' is not the path of a folder");
        }
    }

    private static boolean leads(String segment) {
        return segment.equals(".") || segment.equals("..");
    }

    /** An absolute path that is not there may be meant from the folder of the file, too (format, addendum). */
    private Path folder(Located<String> location, String file) throws Refused {
        var written = location.value().strip();
        if (!FileUri.isFile(written) && SCHEME.matcher(written).matches()) {
            throw new Refused("'" + written + "' is not a folder (expected: such as file:///./scripts)");
        }
        var plain = FileUri.path(written);
        var owner = Path.of(location.position().file());
        var here = normal(owner.resolveSibling(plain));
        if (!plain.startsWith("/") || Files.exists(here)) {
            return here;
        }
        files.add(here.resolve(file));
        return normal(owner.resolveSibling(plain.replaceFirst("^/+", "")));
    }

    private static Path normal(Path path) {
        return path.toAbsolutePath().normalize();
    }

    /** @param name that does not tell where on this machine it is: callers may see it */
    private String text(Path folder, Path path, String name) throws Refused {
        if (!Files.isRegularFile(path)) {
            throw new Refused("there is no file " + name);
        }
        try {
            var real = path.toRealPath();
            if (!real.startsWith(folder.toRealPath())) {
                throw new Refused(name + " is a link out of the folder of scripts");
            }
            if (!Roots.hold(roots, real)) {
                throw new Refused(name + " is outside of the folders that are served; name a folder that holds it, or"
                        + " allow its own with --import-root");
            }
            if (Files.size(real) > MAX_BYTES) {
                throw new Refused(name + " has more than 1 MiB");
            }
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(real)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Refused(name + " is not text in UTF-8");
        } catch (IOException e) {
            throw new Refused(name + " cannot be read; check its permissions");
        }
    }
}
