package dev.capstan.upstream;

import dev.capstan.failure.FailureCode;
import dev.capstan.failure.FailureException;
import java.io.ByteArrayOutputStream;

/** A body in the making. A file may use a value of a call many times, so what comes in does not bound what goes out. */
final class BodyBuffer extends ByteArrayOutputStream {
    /** How large a body that is made here may be, in bytes. */
    static final int MAX_BYTES = 64 << 20;

    @Override
    public synchronized void write(int octet) {
        requireSpace(1);
        super.write(octet);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        requireSpace(length);
        super.write(bytes, offset, length);
    }

    private void requireSpace(int length) {
        if (length > MAX_BYTES - count) {
            throw new FailureException(
                    FailureCode.BODY_TOO_LARGE,
                    "The body for the upstream would have more than " + MAX_BYTES + " bytes.");
        }
    }
}
