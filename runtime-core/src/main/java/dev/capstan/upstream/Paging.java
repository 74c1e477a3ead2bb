package dev.capstan.upstream;

import dev.capstan.problem.Position;
import java.util.List;
import java.util.Optional;

/**
 * How the pages of an operation's answers are followed. Immutable and thread-safe.
 *
 * @param next where the page behind one is
 * @param items the names that lead to the list of items, from outside; none means that the answer is the list
 * @param size how a caller's request asks for pages of a size, where it does not do so itself
 * @param caps where it ends in any case
 * @param position where the settings ask for it
 */
public record Paging(NextPage next, List<String> items, Optional<Size> size, Caps caps, Position position) {
    public Paging {
        items = List.copyOf(items);
    }

    /** How many items a page is to have. */
    public record Size(String parameter, int items) {}

    /**
     * What is not exceeded by what is put together. A page that would is left out; the first one is passed on in any case.
     *
     * @param seconds after the first request; then no page is asked for any more
     */
    public record Caps(int pages, int items, int bytes, int seconds) {}

    /** The first request, for pages of the size that is wished for. */
    UpstreamRequest first(UpstreamRequest request) {
        return size.filter(
                        it -> TargetQuery.find(request.target(), it.parameter()).isEmpty())
                .map(it -> request.to(TargetQuery.with(request.target(), it.parameter(), Integer.toString(it.items()))))
                .orElse(request);
    }

    /** What is done, for people. */
    public String label() {
        return next.label() + ", " + caps.pages() + (caps.pages() == 1 ? " page" : " pages") + " at most";
    }
}
