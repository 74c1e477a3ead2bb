package dev.capstan.upstream;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a call brings along beside its values, and who is told how it goes. Its methods are called on any thread, one at a
 * time, and must not block.
 */
public interface CallWatch {
    /** Nothing is brought along, and nobody is told. */
    CallWatch NONE = new CallWatch() {};

    /**
     * Headers of trace context for each upstream request of the call: {@code traceparent}, {@code tracestate} and {@code
     * baggage} (W3C Trace Context, W3C Baggage). Checked: each value can be sent as it is.
     */
    default List<Header> trace() {
        return List.of();
    }

    /**
     * A part of the call is done: a step or a page.
     *
     * @param done how many parts are done, counted from 1; never less than before
     * @param total how many there are; absent when that is not known
     * @param what was done, for people
     */
    default void progress(int done, Optional<Integer> total, String what) {}

    /**
     * An upstream request was answered, or was not. Nothing that a caller gave is in the words.
     *
     * @param operation {@code namespace.operation}
     * @param status of the answer; absent when there was none
     */
    default void asked(String operation, String method, Optional<Integer> status, Duration took) {}
}
