package dev.capstan.flow;

import dev.capstan.upstream.CallWatch;
import dev.capstan.upstream.Header;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Watches one step: all but its pages, since what is done of the call are steps, and their count never goes back. */
record StepWatch(CallWatch call) implements CallWatch {
    @Override
    public List<Header> trace() {
        return call.trace();
    }

    @Override
    public void asked(String operation, String method, Optional<Integer> status, Duration took) {
        call.asked(operation, method, status, took);
    }
}
