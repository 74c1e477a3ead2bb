package dev.capstan.catalog;

import dev.capstan.exposure.Authentication;
import dev.capstan.exposure.RestRoute;
import dev.capstan.exposure.RoutePath.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The skills of one listener: all of them at {@code /skills}, those of one adapter at {@code /{namespace}/skills}. Where
 * routes are on the same listener, they keep what they have: a path that a route claims too, as text from its beginning
 * on, is nobody's.
 *
 * @param all the skills of every adapter
 * @param byNamespace those of each adapter
 * @param beside the routes of the same listener
 */
public record SkillSite(SkillSet all, Map<String, SkillSet> byNamespace, Optional<RouteTable> beside) {
    static final String ROOT = "skills";
    private static final String DOWNLOAD = "download";
    private static final String CONTENTS = "contents";

    public SkillSite {
        byNamespace = Map.copyOf(byNamespace);
    }

    /**
     * Whether a route claims a path that skills have.
     *
     * @param isSkill whether there is a skill of a name
     */
    static boolean meets(RestRoute route, Predicate<String> isSkill) {
        var segments = route.path().segments();
        if (segments.isEmpty()
                || !isText(segments.get(0), ROOT)
                || !route.method().matches("GET|HEAD")) {
            return false;
        }
        if (segments.size() > 1 && segments.get(1) instanceof Segment.Literal name && !isSkill.test(name.text())) {
            return false;
        }
        return segments.size() < 3
                || canBe(segments.get(2), CONTENTS)
                || segments.size() == 3 && canBe(segments.get(2), DOWNLOAD);
    }

    private static boolean isText(Segment segment, String text) {
        return segment instanceof Segment.Literal literal && literal.text().equals(text);
    }

    private static boolean canBe(Segment segment, String text) {
        return !(segment instanceof Segment.Literal) || isText(segment, text);
    }

    /**
     * What is at a path.
     *
     * @param path encoded, without the query
     */
    public SkillMatch match(String method, String path) {
        var segments = PathSegments.of(path);
        var isCanonical =
                segments.size() > 1 && segments.decoded(1).equals(ROOT) && byNamespace.containsKey(segments.decoded(0));
        if (isCanonical) {
            var own = match(byNamespace.getOrDefault(segments.decoded(0), all), segments, 2);
            return beside.filter(routes -> routes.hasCanonical(method, path)).isPresent()
                    ? new SkillMatch.Elsewhere()
                    : own;
        }
        return segments.size() > 0 && segments.decoded(0).equals(ROOT)
                ? besideRoutes(match(all, segments, 1), method, path)
                : new SkillMatch.Elsewhere();
    }

    private SkillMatch match(SkillSet set, PathSegments path, int at) {
        if (path.size() == at) {
            return new SkillMatch.Index(set);
        }
        var name = path.decoded(at);
        var candidates = set.shared().get(name);
        if (candidates != null) {
            var rest = path.size() == at + 1 ? "" : "/" + path.rawFrom(at + 1);
            return new SkillMatch.Ambiguous(candidates.stream()
                    .map(candidate ->
                            new SkillMatch.Candidate(candidate.canonicalPath() + rest, candidate.authentication()))
                    .toList());
        }
        return Optional.ofNullable(set.skills().get(name))
                .or(() -> Optional.ofNullable(set.otherNames().get(name)))
                .map(skill -> match(skill, path, at + 1))
                .orElseGet(SkillMatch.Unknown::new);
    }

    private static SkillMatch match(SkillSet.Listed skill, PathSegments path, int at) {
        if (path.size() == at) {
            return new SkillMatch.Details(skill);
        }
        var word = path.decoded(at);
        if (word.equals(DOWNLOAD) && path.size() == at + 1) {
            return new SkillMatch.Download(skill);
        }
        if (!word.equals(CONTENTS)) {
            return new SkillMatch.Elsewhere();
        }
        return path.size() == at + 1
                ? new SkillMatch.Contents(skill)
                : new SkillMatch.File(
                        skill,
                        IntStream.range(at + 1, path.size())
                                .mapToObj(path::decoded)
                                .toList());
    }

    private SkillMatch besideRoutes(SkillMatch own, String method, String path) {
        var rivals = own instanceof SkillMatch.Elsewhere
                ? List.<RouteTable.Claim>of()
                : beside.map(routes -> routes.claimsOfText(method, path)).orElse(List.of());
        if (rivals.isEmpty()) {
            return own;
        }
        var isRead = method.equals("GET") || method.equals("HEAD");
        return isRead && !(own instanceof SkillMatch.Unknown)
                ? new SkillMatch.Ambiguous(Stream.concat(
                                candidates(own, path).stream(),
                                rivals.stream()
                                        .map(claim -> new SkillMatch.Candidate(
                                                claim.canonicalPath(), claim.authentication())))
                        .toList())
                : new SkillMatch.Elsewhere();
    }

    private List<SkillMatch.Candidate> candidates(SkillMatch own, String path) {
        if (own instanceof SkillMatch.Ambiguous ambiguous) {
            return ambiguous.candidates();
        }
        var skill = skill(own);
        if (skill.isEmpty()) {
            return byNamespace.entrySet().stream()
                    .map(adapter ->
                            new SkillMatch.Candidate(root(adapter.getKey()), authentication(adapter.getValue())))
                    .toList();
        }
        var segments = PathSegments.of(path);
        return List.of(new SkillMatch.Candidate(
                skill.get().canonicalPath() + (segments.size() > 2 ? "/" + segments.rawFrom(2) : ""),
                skill.get().authentication()));
    }

    /** No adapter is without skills. */
    private static Authentication authentication(SkillSet ofOneAdapter) {
        return ofOneAdapter.skills().values().iterator().next().authentication();
    }

    /** What the adapters ask their callers for, one for each. */
    public List<Authentication> authentications() {
        return byNamespace.values().stream().map(SkillSite::authentication).toList();
    }

    private static Optional<SkillSet.Listed> skill(SkillMatch match) {
        if (match instanceof SkillMatch.Details details) {
            return Optional.of(details.skill());
        }
        if (match instanceof SkillMatch.Download download) {
            return Optional.of(download.skill());
        }
        if (match instanceof SkillMatch.Contents contents) {
            return Optional.of(contents.skill());
        }
        return match instanceof SkillMatch.File file ? Optional.of(file.skill()) : Optional.empty();
    }

    /** Where the skills of an adapter are in any case. */
    static String root(String namespace) {
        return "/" + namespace + "/" + ROOT;
    }

    /** All lists, of every adapter and of all together. */
    public List<SkillSet> sets() {
        var sets = new ArrayList<>(byNamespace.values());
        sets.add(all);
        return sets;
    }
}
