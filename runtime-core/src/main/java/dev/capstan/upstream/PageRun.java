package dev.capstan.upstream;

import dev.capstan.failure.Failure;
import dev.capstan.failure.FailureCode;
import dev.capstan.failure.FailureException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Follows the pages of one call, one at a time, and puts them together. Belongs to one call; each page happens after the
 * one before it, and only giving up may come from another thread.
 */
final class PageRun {
    private final UpstreamOperation operation;
    private final Paging paging;
    private final UpstreamRequest first;
    private final Function<UpstreamRequest, CompletableFuture<UpstreamResponse>> sender;
    private final CallWatch watch;

    private final CompletableFuture<UpstreamResponse> result = new CompletableFuture<>();
    private final long began = System.nanoTime();
    private final Set<String> asked = new HashSet<>();
    private final List<Page> pages = new ArrayList<>();
    private long items;
    private long bytes;
    private final Sequence requests = new Sequence();

    /**
     * @param first without what credentials make of a whole request, such as a signature
     * @param sender adds that to each page
     * @param watch is told of each page that is read
     */
    PageRun(
            UpstreamOperation operation,
            Paging paging,
            UpstreamRequest first,
            Function<UpstreamRequest, CompletableFuture<UpstreamResponse>> sender,
            CallWatch watch) {
        this.operation = operation;
        this.paging = paging;
        this.first = first;
        this.sender = sender;
        this.watch = watch;
    }

    /** @return as {@link UpstreamClient#send} does; cancelling it gives up the page under way, and none begins after it */
    CompletableFuture<UpstreamResponse> start() {
        asked.add(first.target());
        ask(first);
        return requests.endingIn(result);
    }

    private void ask(UpstreamRequest request) {
        if (result.isDone()) {
            return;
        }
        requests.next(() -> sender.apply(request)).whenComplete((response, fault) -> {
            try {
                if (fault == null) {
                    answered(request, response);
                } else {
                    result.completeExceptionally(told(fault));
                }
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        });
    }

    private void answered(UpstreamRequest request, UpstreamResponse response) {
        var found = Page.of(response, paging.items());
        if (found.isEmpty()) {
            notAPage(response);
            return;
        }
        var page = found.get();
        items += page.count();
        bytes += page.body().length;
        var isTooMuch = items > paging.caps().items() || bytes > paging.caps().bytes();
        if (!isTooMuch || pages.isEmpty()) {
            pages.add(page);
            tell();
        }
        if (isTooMuch || isEnough()) {
            finish();
            return;
        }
        paging.next()
                .after(request, page)
                .map(this::withCredentials)
                .filter(next -> asked.add(next.target()))
                .ifPresentOrElse(this::ask, this::finish);
    }

    private void tell() {
        if (watch != CallWatch.NONE) {
            watch.progress(
                    pages.size(),
                    Optional.empty(),
                    "page " + pages.size() + ", " + items + (items == 1 ? " item" : " items"));
        }
    }

    private boolean isEnough() {
        var caps = paging.caps();
        return pages.size() >= caps.pages()
                || items >= caps.items()
                || bytes >= caps.bytes()
                || System.nanoTime() - began >= TimeUnit.SECONDS.toNanos(caps.seconds());
    }

    /** A URL that the upstream gives may lack the key that stands in the query; another one than ours is not sent. */
    private UpstreamRequest withCredentials(UpstreamRequest next) {
        var target = next.target();
        for (var name : operation.credentials().queryNames()) {
            var key = TargetQuery.find(first.target(), name);
            target = key.isPresent() && !TargetQuery.find(target, name).equals(key)
                    ? TargetQuery.with(target, name, key.get())
                    : target;
        }
        return next.to(target);
    }

    private void finish() {
        result.complete(pages.size() == 1 ? pages.get(0).response() : Page.joined(pages));
    }

    // --- what is no page ---

    private void notAPage(UpstreamResponse response) {
        if (pages.isEmpty()) {
            result.complete(response);
        } else if (response.status() == 204) {
            // Nothing more, as some say it.
            finish();
        } else {
            result.completeExceptionally(new FailureException(
                    FailureCode.PAGE_FAILED,
                    page() + " was answered with HTTP " + response.status()
                            + (response.status() < 300 ? " and without a list of items in JSON" : "") + lost()));
        }
    }

    private Throwable told(Throwable thrown) {
        var fault = thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (pages.isEmpty() || !(fault instanceof FailureException known)) {
            return fault;
        }
        var failure = known.failure();
        return new FailureException(new Failure(
                failure.code(), failure.detail() + " That was " + lowerCase(page()) + lost(), failure.errors()));
    }

    private String page() {
        return "Page " + (pages.size() + 1) + " of " + operation.name();
    }

    private static String lowerCase(String page) {
        return "p" + page.substring(1);
    }

    private String lost() {
        return "; the " + items + " items of the pages before it are not passed on.";
    }
}
