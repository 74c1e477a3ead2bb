package dev.capstan.catalog;

import dev.capstan.exposure.Authentication;
import dev.capstan.exposure.Skill;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The skills that one place lists.
 *
 * @param skills by the name that callers see, in a stable order
 * @param otherNames further names that a request may use
 * @param shared the names that several adapters have, with the skills that are meant
 */
public record SkillSet(Map<String, Listed> skills, Map<String, Listed> otherNames, Map<String, List<Listed>> shared) {
    public SkillSet {
        skills = Collections.unmodifiableMap(new LinkedHashMap<>(skills));
        otherNames = Map.copyOf(otherNames);
        shared = Map.copyOf(shared);
    }

    /** These skills without some; names stay, since they depend on the files alone and not on who asks. */
    public SkillSet only(Predicate<Listed> wanted) {
        var left = new LinkedHashMap<>(skills);
        left.values().removeIf(wanted.negate());
        return new SkillSet(left, Map.of(), Map.of());
    }

    /**
     * A skill as it is listed.
     *
     * @param name that callers see and use
     * @param canonicalPath where it is in any case
     * @param authentication what its callers must show
     */
    public record Listed(String name, String canonicalPath, Authentication authentication, Skill skill) {}
}
