package dev.capstan.catalog;

import dev.capstan.exposure.Authentication;
import java.util.List;

/** What the skills of a listener say about a request. */
public sealed interface SkillMatch {
    /** All skills of a place. */
    record Index(SkillSet set) implements SkillMatch {}

    /** One skill. */
    record Details(SkillSet.Listed skill) implements SkillMatch {}

    /** All files of a skill, packed. */
    record Download(SkillSet.Listed skill) implements SkillMatch {}

    /** The names of the files of a skill. */
    record Contents(SkillSet.Listed skill) implements SkillMatch {}

    /**
     * A file of a skill.
     *
     * @param names the folders that it is in and its own name, decoded and not checked
     */
    record File(SkillSet.Listed skill, List<String> names) implements SkillMatch {
        public File {
            names = List.copyOf(names);
        }
    }

    /** Several claim this path. */
    record Ambiguous(List<Candidate> candidates) implements SkillMatch {
        public Ambiguous {
            candidates = List.copyOf(candidates);
        }
    }

    /**
     * One that claims a path.
     *
     * @param canonicalPath where it answers in any case
     * @param authentication what its callers must show
     */
    record Candidate(String canonicalPath, Authentication authentication) {}

    /** The path is one of a skill, but there is none of this name. */
    record Unknown() implements SkillMatch {}

    /** The path is none of skills, or a route has it. */
    record Elsewhere() implements SkillMatch {}
}
