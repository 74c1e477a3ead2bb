package dev.capstan.exposure;

import java.util.List;

/** What a request shows of who sends it. */
public interface Caller {
    /**
     * Every value of a header.
     *
     * @param name whatever its case
     * @return as they came, one character for each octet; none when there is no such header
     */
    List<String> headers(String name);

    /** The query string, encoded, without the question mark; empty when there is none. */
    String query();
}
