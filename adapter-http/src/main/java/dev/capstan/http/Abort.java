package dev.capstan.http;

import java.io.IOException;
import org.xnio.IoUtils;
import org.xnio.Options;
import org.xnio.channels.ConnectedChannel;

/** Ends connections without the regular end of what is sent. */
public final class Abort {
    private Abort() {}

    /** Resets a connection: the other side sees that it did not get all, and what is still to be sent is thrown away. */
    public static void of(ConnectedChannel connection) {
        try {
            connection.setOption(Options.CLOSE_ABORT, true);
        } catch (IOException e) {
            // It is closed already.
        }
        IoUtils.safeClose(connection);
    }
}
