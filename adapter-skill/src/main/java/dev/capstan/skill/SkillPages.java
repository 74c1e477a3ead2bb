package dev.capstan.skill;

import dev.capstan.catalog.SkillSet;
import dev.capstan.catalog.SkillSite;
import dev.capstan.exposure.Skill;
import dev.capstan.exposure.SkillTool;
import dev.capstan.value.Sha256;
import io.undertow.util.ETag;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The lists and descriptions of a listener's skills, written once. Thread-safe once it is made. */
final class SkillPages {
    private static final JsonMapper JSON = new JsonMapper();

    /** By identity: a skill may be in several lists under several names. */
    private final IdentityHashMap<Object, Page> pages = new IdentityHashMap<>();

    /** JSON and its tag. */
    @SuppressWarnings("ArrayRecordComponent") // nobody changes or compares it
    record Page(byte[] json, ETag tag) {}

    SkillPages(SkillSite site) {
        for (var set : site.sets()) {
            pages.put(set, page(index(set)));
            set.skills().values().forEach(skill -> pages.put(skill, page(details(skill))));
        }
    }

    Page of(SkillSet set) {
        return known(set);
    }

    Page of(SkillSet.Listed skill) {
        return known(skill);
    }

    /** A list for those who do not see all. */
    static Page made(SkillSet part) {
        return page(index(part));
    }

    private Page known(Object what) {
        var page = pages.get(what);
        if (page == null) {
            throw new IllegalStateException("not of this listener: " + what);
        }
        return page;
    }

    private static Page page(Map<String, Object> content) {
        var json = JSON.writeValueAsBytes(content);
        return new Page(json, new ETag(false, digest(json)));
    }

    private static String digest(byte[] json) {
        return HexFormat.of().formatHex(Sha256.of(json), 0, 16);
    }

    private static Map<String, Object> index(SkillSet set) {
        var skills = set.skills().values().stream().map(SkillPages::summary).toList();
        var index = new LinkedHashMap<String, Object>();
        index.put("count", skills.size());
        index.put("skills", skills);
        return index;
    }

    private static Map<String, Object> summary(SkillSet.Listed listed) {
        var skill = listed.skill();
        var summary = new LinkedHashMap<String, Object>();
        summary.put("name", listed.name());
        summary.put("description", skill.description());
        var license = skill.facts().get("license");
        if (license != null) {
            summary.put("license", license);
        }
        summary.put("tools", skill.tools().stream().map(SkillTool::name).toList());
        return summary;
    }

    private static Map<String, Object> details(SkillSet.Listed listed) {
        Skill skill = listed.skill();
        var details = new LinkedHashMap<String, Object>();
        details.put("name", listed.name());
        details.put("description", skill.description());
        details.putAll(skill.facts());
        List<Map<String, Object>> tools =
                skill.tools().stream().map(SkillPages::tool).toList();
        details.put("tools", tools);
        return details;
    }

    private static Map<String, Object> tool(SkillTool tool) {
        var json = new LinkedHashMap<String, Object>();
        json.put("name", tool.name());
        json.put("description", tool.description());
        if (tool instanceof SkillTool.Derived derived) {
            json.put("type", "derived");
            var reference = new LinkedHashMap<String, Object>();
            reference.put("targetNamespace", derived.targetNamespace());
            reference.put("action", derived.action());
            reference.put("mode", derived.mode());
            json.put("invocationRef", reference);
        } else if (tool instanceof SkillTool.Instruction instruction) {
            json.put("type", "instruction");
            json.put("instruction", instruction.file());
        }
        return json;
    }
}
