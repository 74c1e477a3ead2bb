package dev.capstan.catalog;

import dev.capstan.exposure.Authentication;
import dev.capstan.exposure.Capability;
import dev.capstan.exposure.Endpoint;
import dev.capstan.exposure.RestRoute;
import dev.capstan.exposure.Skill;
import dev.capstan.exposure.SkillAdapter;
import dev.capstan.exposure.SkillTool;
import dev.capstan.problem.Problem;
import dev.capstan.problem.ProblemCode;
import dev.capstan.value.PercentCoding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Puts the skills of many files together. Used for one composition. */
final class SkillSites {
    private final AdapterNames names;
    private final Map<Endpoint, Map<String, List<Owned>>> byName = new HashMap<>();
    private final Map<Endpoint, Map<String, SkillSet>> byNamespace = new HashMap<>();

    /** A skill and the unique namespace of its adapter. */
    private record Owned(String namespace, Authentication authentication, Skill skill) {
        /** The name that no other skill has. */
        String qualifiedName() {
            return namespace + "__" + skill.name();
        }

        SkillSet.Listed as(String name) {
            return new SkillSet.Listed(name, canonicalPath(), authentication, skill);
        }

        String canonicalPath() {
            return SkillSite.root(namespace) + "/" + PercentCoding.encode(skill.name());
        }
    }

    SkillSites(AdapterNames names) {
        this.names = names;
    }

    /** Adds an adapter to each listener at which it is asked. */
    void add(SkillAdapter adapter, Capability capability, List<Endpoint> listeners) {
        var owned = adapter.skills().stream()
                .map(skill -> owned(skill, adapter, capability))
                .toList();
        for (var at : listeners) {
            var all = byName.computeIfAbsent(at, endpoint -> new TreeMap<>());
            var own = new LinkedHashMap<String, SkillSet.Listed>();
            for (var skill : owned) {
                var name = skill.skill().name();
                own.put(name, skill.as(name));
                all.computeIfAbsent(name, key -> new ArrayList<>()).add(skill);
            }
            byNamespace
                    .computeIfAbsent(at, endpoint -> new HashMap<>())
                    .put(names.of(adapter), new SkillSet(own, Map.of(), Map.of()));
        }
    }

    /** The adapters that tools are of may have other names here than in their file. */
    private Owned owned(Skill skill, SkillAdapter adapter, Capability capability) {
        return new Owned(
                names.of(adapter),
                adapter.authentication(),
                skill.withTools(tool ->
                        tool instanceof SkillTool.Derived derived ? derived.at(target(derived, capability)) : tool));
    }

    private String target(SkillTool.Derived tool, Capability capability) {
        var found = tool.mode().equals("rest")
                ? capability.rest().stream()
                        .filter(adapter -> adapter.namespace().equals(tool.targetNamespace()))
                        .map(names::of)
                        .findFirst()
                : capability.mcp().stream()
                        .filter(adapter -> adapter.namespace().equals(tool.targetNamespace()))
                        .map(names::of)
                        .findFirst();
        return found.orElse(tool.targetNamespace());
    }

    /** Whether a route claims a path that the skills of a listener have. */
    boolean meet(RestRoute route, Endpoint endpoint) {
        return byName.containsKey(endpoint) && SkillSite.meets(route, name -> isSkill(name, endpoint));
    }

    private boolean isSkill(String name, Endpoint endpoint) {
        return skills(endpoint).values().stream()
                .flatMap(List::stream)
                .anyMatch(skill -> skill.skill().name().equals(name)
                        || skill.qualifiedName().equals(name));
    }

    Map<Endpoint, SkillSite> sites(Map<Endpoint, RouteTable> tables) {
        return byName.keySet().stream()
                .collect(Collectors.toMap(
                        Function.identity(),
                        endpoint -> new SkillSite(
                                all(endpoint),
                                byNamespace.getOrDefault(endpoint, Map.of()),
                                Optional.ofNullable(tables.get(endpoint)))));
    }

    private SkillSet all(Endpoint endpoint) {
        var listed = new TreeMap<String, SkillSet.Listed>();
        var others = new HashMap<String, SkillSet.Listed>();
        var shared = new HashMap<String, List<SkillSet.Listed>>();
        skills(endpoint).forEach((name, claims) -> {
            for (var claim : claims) {
                var skill = claim.as(listedName(claim, endpoint));
                listed.put(skill.name(), skill);
                others.put(claim.qualifiedName(), skill);
            }
            if (claims.size() > 1) {
                shared.put(name, claims.stream().map(claim -> claim.as(name)).toList());
            }
        });
        others.keySet().removeAll(listed.keySet());
        return new SkillSet(listed, others, shared);
    }

    private Map<String, List<Owned>> skills(Endpoint endpoint) {
        return byName.getOrDefault(endpoint, Map.of());
    }

    /** The plain name where only one skill has it, and it is not the qualified name of another. */
    private String listedName(Owned skill, Endpoint endpoint) {
        var name = skill.skill().name();
        var isPlain = claims(name, endpoint).size() == 1
                && !sharedQualifiedNames(endpoint).contains(name);
        return isPlain ? name : skill.qualifiedName();
    }

    private List<Owned> claims(String name, Endpoint endpoint) {
        return skills(endpoint).getOrDefault(name, List.of());
    }

    private Set<String> sharedQualifiedNames(Endpoint endpoint) {
        return skills(endpoint).values().stream()
                .filter(claims -> claims.size() > 1)
                .flatMap(List::stream)
                .map(Owned::qualifiedName)
                .collect(Collectors.toSet());
    }

    /** A skill of an adapter as the catalogue shows it; a name that others have, too, is told. */
    CatalogEntry.NamedSkill named(Skill skill, SkillAdapter adapter, List<Endpoint> listeners, List<Problem> problems) {
        var owned = new Owned(names.of(adapter), adapter.authentication(), skill);
        var at = listeners.stream()
                .max(Comparator.comparingInt(
                        endpoint -> claims(skill.name(), endpoint).size()))
                .orElse(adapter.endpoint());
        var listed = listedName(owned, at);
        if (!listed.equals(skill.name())) {
            var users = claims(skill.name(), at).size();
            problems.add(Problem.of(
                    ProblemCode.SKILL_QUALIFIED,
                    skill.position(),
                    "the skill name " + skill.name()
                            + (users > 1
                                    ? " is used by " + users + " adapters"
                                    : " is the qualified name of another skill")
                            + ", so this one is listed as " + listed));
        }
        return new CatalogEntry.NamedSkill(
                skill, adapter.endpoint(), adapter.authentication(), owned.canonicalPath(), listed);
    }
}
