package dev.capstan.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of W3C Trace Context level 2, section 3.2, and what its text calls invalid. */
class TraceContextTest {
    private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

    private static String of(String parent, String state, String baggage) {
        return TraceContext.of(Optional.ofNullable(parent), Optional.ofNullable(state), Optional.ofNullable(baggage))
                .toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                PARENT,
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-03",
                "cc-12345678901234567890123456789012-1234567890123456-01",
                "cc-12345678901234567890123456789012-1234567890123456-01-what-the-future-will-be-like",
            })
    void isValid(String parent) {
        assertThat(of(parent, "rojo=00f067aa0ba902b7", null))
                .isEqualTo("[traceparent: " + parent + ", tracestate: rojo=00f067aa0ba902b7]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00-",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7.00",
                "00.4bf92f3577b34da6a3ce929d0e0e4736.00f067aa0ba902b7.00",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-00",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-00",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-00",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
                "cc-12345678901234567890123456789012-1234567890123456-01.what",
                "cc-12345678901234567890123456789012-1234567890123456-01-\r\nHost: a",
                " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
            })
    void isNotValid(String parent) {
        assertThat(of(parent, "rojo=00f067aa0ba902b7", null)).isEqualTo("[]");
    }

    @Test
    void whatGoesBeside() {
        assertThat(of(null, "a=1", null)).isEqualTo("[]");
        assertThat(of(null, "a=1", "b=2;c")).isEqualTo("[baggage: b=2;c]");
        var longest = "a=" + "x".repeat(253) + ",b=" + "x".repeat(254);
        assertThat(of(PARENT, longest, "b=" + "c".repeat(8190))).contains("tracestate", "baggage");
        assertThat(of(PARENT, longest + "x", "b=" + "c".repeat(8191))).isEqualTo("[traceparent: " + PARENT + "]");
        assertThat(of(PARENT, "a=1, ,t@v=2 ", "k = v ; p=1,q=%20")).contains("tracestate", "baggage");
        for (var garbage : new String[] {"%%% not a list {} ,,,, ==", ",,,", "A=1", "a=", "a", "a=b=c"}) {
            assertThat(of(PARENT, garbage, null)).as(garbage).isEqualTo("[traceparent: " + PARENT + "]");
        }
        for (var garbage : new String[] {"   not baggage {}<>;;;==,,, ", ",,,;;;", "=v", "k"}) {
            assertThat(of(PARENT, null, garbage)).as(garbage).isEqualTo("[traceparent: " + PARENT + "]");
        }
        assertThat(of(PARENT, "a=\r\n", "b=ä")).isEqualTo("[traceparent: " + PARENT + "]");
        assertThat(of(PARENT, " ", "")).isEqualTo("[traceparent: " + PARENT + "]");
    }
}
