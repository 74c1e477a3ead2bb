package dev.capstan.exposure;

import java.nio.file.Path;
import java.util.List;

/**
 * The folder of a skill. What is in it is looked at when it is asked for, so it may change at any time.
 *
 * @param path absolute
 * @param roots the folders below which it must lie, after links are followed; none means anywhere
 */
public record SkillFolder(Path path, List<Path> roots) {
    public SkillFolder {
        roots = List.copyOf(roots);
    }
}
