package dev.capstan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThreadBuffersTest {
    private final ThreadBuffers buffers = new ThreadBuffers(64);

    @AfterEach
    void close() {
        buffers.close();
    }

    @Test
    void lendsWhatCameBackEmptied() {
        var first = buffers.allocate();
        var raw = first.getBuffer();
        raw.put((byte) 1).limit(5);
        first.close();

        try (var next = buffers.allocate()) {
            assertThat(next.getBuffer()).isSameAs(raw);
            assertThat(next.getBuffer().remaining()).isEqualTo(64);
        }
    }

    @Test
    void neverLendsOneToTwo() {
        var first = buffers.allocate();
        first.close();
        first.close();

        try (var one = buffers.allocate();
                var other = buffers.allocate()) {
            assertThat(one.getBuffer()).isNotSameAs(other.getBuffer());
        }
        assertThat(first.isOpen()).isFalse();
        assertThatThrownBy(first::getBuffer).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void keepsWhatAnotherThreadClosesForThatThread() {
        var lent = buffers.allocate();
        var raw = lent.getBuffer();
        CompletableFuture.runAsync(lent::close).join();

        try (var next = buffers.allocate()) {
            assertThat(next.getBuffer()).isNotSameAs(raw);
        }
    }

    @Test
    void keepsAFewForAThread() {
        var first = Stream.generate(buffers::allocate).limit(20).toList();
        var known = first.stream()
                .map(lent -> System.identityHashCode(lent.getBuffer()))
                .toList();
        first.forEach(lent -> lent.close());

        var next = Stream.generate(buffers::allocate).limit(20).toList();
        assertThat(next)
                .map(lent -> System.identityHashCode(lent.getBuffer()))
                .filteredOn(known::contains)
                .hasSize(12);
        next.forEach(lent -> lent.close());
    }

    @Test
    void areDirect() {
        try (var lent = buffers.allocate()) {
            assertThat(lent.getBuffer()).matches(ByteBuffer::isDirect);
        }
    }
}
