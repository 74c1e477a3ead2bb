package dev.capstan.exposure;

import dev.capstan.problem.Position;
import java.util.List;

/** A catalogue of skills that share a namespace and a listener. Nothing in it is executed. */
public record SkillAdapter(
        String namespace, Endpoint endpoint, Authentication authentication, List<Skill> skills, Position position) {
    public SkillAdapter {
        skills = List.copyOf(skills);
    }
}
