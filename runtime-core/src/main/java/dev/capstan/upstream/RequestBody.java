package dev.capstan.upstream;

import java.util.Arrays;

/** The bytes of a body: {@code from} (inclusive) to {@code to} (exclusive) of an array that nobody changes. */
public record RequestBody(byte[] source, int from, int to) {
    public RequestBody(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    public int length() {
        return to - from;
    }

    /** The bytes alone; a copy where the array has more. */
    byte[] bytes() {
        return from == 0 && to == source.length ? source : Arrays.copyOfRange(source, from, to);
    }
}
