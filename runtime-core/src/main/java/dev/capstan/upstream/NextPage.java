package dev.capstan.upstream;

import dev.capstan.value.JsonPath;
import dev.capstan.value.Value;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/** Where the page behind another one is. Compiled when the settings were read. */
public sealed interface NextPage {
    /** The request for the page behind one; empty when there is none, or it is not where the page itself came from. */
    Optional<UpstreamRequest> after(UpstreamRequest request, Page page);

    /** What is followed, for people. */
    String label();

    /** The header {@code Link} with {@code rel=next} (RFC 8288). */
    record Link() implements NextPage {
        @Override
        public Optional<UpstreamRequest> after(UpstreamRequest request, Page page) {
            return LinkHeader.next(page.response()).flatMap(url -> SameOrigin.request(request, url));
        }

        @Override
        public String label() {
            return "Link rel=next";
        }
    }

    /** A URL in the answer. */
    record Url(JsonPath path) implements NextPage {
        @Override
        public Optional<UpstreamRequest> after(UpstreamRequest request, Page page) {
            return cursor(path, page).flatMap(url -> SameOrigin.request(request, url));
        }

        @Override
        public String label() {
            return "the URL at " + path;
        }
    }

    /** A value in the answer, which becomes a query parameter. */
    record Cursor(JsonPath path, String parameter) implements NextPage {
        @Override
        public Optional<UpstreamRequest> after(UpstreamRequest request, Page page) {
            return cursor(path, page).map(value -> request.to(TargetQuery.with(request.target(), parameter, value)));
        }

        @Override
        public String label() {
            return path + " as " + parameter;
        }
    }

    /**
     * A query parameter that grows by the number of items.
     *
     * @param size how many items a page has that is not the last; without it, the last one is empty
     */
    record Offset(String parameter, OptionalInt size) implements NextPage {
        @Override
        public Optional<UpstreamRequest> after(UpstreamRequest request, Page page) {
            return isLast(page, size) ? Optional.empty() : counted(request, parameter, 0, page.count());
        }

        @Override
        public String label() {
            return parameter + " by the number of items";
        }
    }

    /**
     * A query parameter that grows by one.
     *
     * @param first the number of the page that comes without it
     * @param size as in {@link Offset}
     */
    record PageNumber(String parameter, int first, OptionalInt size) implements NextPage {
        @Override
        public Optional<UpstreamRequest> after(UpstreamRequest request, Page page) {
            return isLast(page, size) ? Optional.empty() : counted(request, parameter, first, 1);
        }

        @Override
        public String label() {
            return parameter + " by one";
        }
    }

    private static boolean isLast(Page page, OptionalInt size) {
        return page.count() == 0 || page.count() < size.orElse(1);
    }

    /** A caller may begin anywhere; what is no number is left as it is, and nothing follows it. */
    private static Optional<UpstreamRequest> counted(UpstreamRequest request, String parameter, int start, int more) {
        var now = TargetQuery.find(request.target(), parameter).orElse(Integer.toString(start));
        var isNumber = !now.isEmpty() && now.length() <= 15 && now.chars().allMatch(c -> c >= '0' && c <= '9');
        return isNumber
                ? Optional.of(request.to(
                        TargetQuery.with(request.target(), parameter, Long.toString(Long.parseLong(now) + more))))
                : Optional.empty();
    }

    /** The text or number at a path that may lead to several; upstreams say in many ways that there is none. */
    private static Optional<String> cursor(JsonPath path, Page page) {
        return path.find(page.tree())
                .map(found -> found.isArray() && !found.isEmpty() ? found.get(0) : found)
                .filter(JsonNode::isValueNode)
                .filter(found -> found.isString() || found.isNumber())
                .map(found -> new Value.Tree(found).text())
                .filter(text -> !text.isBlank());
    }
}
