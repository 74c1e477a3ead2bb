package dev.capstan.flow;

import dev.capstan.upstream.CallWatch;
import dev.capstan.upstream.Header;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A watch that cannot hurt the call: what it throws is logged, and the call goes on. */
final class GuardedWatch implements CallWatch {
    private static final System.Logger LOG = System.getLogger(GuardedWatch.class.getName());

    private final CallWatch watch;

    private GuardedWatch(CallWatch watch) {
        this.watch = watch;
    }

    /** Nothing is added where nobody watches. */
    static CallWatch of(CallWatch watch) {
        return watch == NONE ? NONE : new GuardedWatch(watch);
    }

    @Override
    public List<Header> trace() {
        return guarded(watch::trace).orElse(List.of());
    }

    @Override
    public void progress(int done, Optional<Integer> total, String what) {
        guarded(() -> {
            watch.progress(done, total, what);
            return true;
        });
    }

    @Override
    public void asked(String operation, String method, Optional<Integer> status, Duration took) {
        guarded(() -> {
            watch.asked(operation, method, status, took);
            return true;
        });
    }

    private static <T> Optional<T> guarded(Supplier<T> told) {
        try {
            return Optional.of(told.get());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "Who watches a call failed; the call goes on", e);
            return Optional.empty();
        }
    }
}
