package dev.capstan.upstream;

import dev.capstan.failure.FailureCode;
import dev.capstan.failure.FailureException;
import java.time.Duration;

/** What callers are told when an upstream gives no answer, in the same words whichever client asked it. */
public final class UpstreamFaults {
    private UpstreamFaults() {}

    /** @param limit that is over */
    public static FailureException timedOut(Origin origin, Duration limit) {
        return new FailureException(
                FailureCode.UPSTREAM_TIMEOUT,
                origin.authority() + " did not answer completely within " + seconds(limit) + ".");
    }

    /** @param limit that is over */
    public static FailureException connectTimedOut(Origin origin, Duration limit) {
        return new FailureException(
                FailureCode.UPSTREAM_TIMEOUT,
                "No connection to " + origin.authority() + " within " + seconds(limit) + ".");
    }

    /** The name of the host leads nowhere. */
    public static FailureException hostUnknown(Origin origin) {
        return unreachable(origin, "the host name is not known");
    }

    /** Nobody listens there, or no network leads there. */
    public static FailureException refused(Origin origin) {
        return unreachable(origin, "the connection was refused or the host cannot be reached");
    }

    private static FailureException unreachable(Origin origin, String why) {
        return new FailureException(
                FailureCode.UPSTREAM_UNREACHABLE, "No connection to " + origin.authority() + ": " + why + ".");
    }

    /** @param why as {@link UpstreamTls#refusal} says */
    public static FailureException noTls(Origin origin, String why) {
        return new FailureException(
                FailureCode.UPSTREAM_UNREACHABLE, "No TLS connection to " + origin.authority() + ": " + why + ".");
    }

    /** It closed the connection before there was a status. */
    public static FailureException brokeOff(Origin origin) {
        return new FailureException(
                FailureCode.UPSTREAM_BROKE_OFF, origin.authority() + " closed the connection before it answered.");
    }

    /** It closed the connection, or framed its body wrongly, after there was a status. */
    public static FailureException brokeOffInside(Origin origin) {
        return new FailureException(
                FailureCode.UPSTREAM_UNREADABLE, origin.authority() + " broke off in the middle of its answer.");
    }

    /** What it says is not HTTP/1.1, or may be read in two ways. */
    public static FailureException notHttp(Origin origin) {
        return new FailureException(
                FailureCode.UPSTREAM_UNREADABLE, "What " + origin.authority() + " answered is not valid HTTP.");
    }

    /** What TLS needs here cannot be had; the log says why, since callers need not know of our files. */
    static FailureException unusableTls() {
        return new FailureException(
                FailureCode.UPSTREAM_UNREACHABLE,
                "There is no TLS to upstreams: the keys or the trust store of this process cannot be used; its log says"
                        + " why.");
    }

    /** It is not asked now, because it kept answering with garbage. */
    static FailureException spared(Origin origin, Duration pause) {
        return new FailureException(
                FailureCode.UPSTREAM_UNREADABLE,
                origin.authority() + " keeps answering with something that is not HTTP; it is asked again after "
                        + seconds(pause) + ".");
    }

    /** @param bytes that an answer may have */
    public static FailureException tooLarge(Origin origin, int bytes) {
        return new FailureException(
                FailureCode.UPSTREAM_TOO_LARGE,
                "The answer of " + origin.authority() + " is larger than " + bytes + " bytes.");
    }

    /** All connections are in use, and as many calls as may wait for one do. */
    public static FailureException busy(Origin origin, int connections, int waiting) {
        return new FailureException(
                FailureCode.UPSTREAM_BUSY,
                "All " + connections + " connections to " + origin.authority() + " are in use, and " + waiting
                        + " calls wait for one already; try again later.");
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
