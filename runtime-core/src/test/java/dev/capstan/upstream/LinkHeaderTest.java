package dev.capstan.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The link to the next page, as RFC 8288 and widely used APIs write it. */
class LinkHeaderTest {
    private static Optional<String> next(String... values) {
        return LinkHeader.next(new UpstreamResponse(
                200,
                Arrays.stream(values).map(value -> new Header("link", value)).toList(),
                new byte[0]));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', textBlock = """
            # Section 3.5, with its relations made 'next'
            <http://example.com/TheBook/chapter2>; rel="next"; title="previous chapter"                   ~ http://example.com/TheBook/chapter2
            </TheBook/chapter2>; rel="previous"; title*=UTF-8'de'letztes%20Kapitel, </TheBook/chapter4>; rel="next"; title*=UTF-8'de'n%c3%a4chstes%20Kapitel ~ /TheBook/chapter4
            <http://example.org/>; rel="start http://example.net/relation/other next"                     ~ http://example.org/
            <https://example.org/>; rel="start", <https://example.org/index>; rel=NEXT                     ~ https://example.org/index
            # GitHub
            <https://api.github.com/repositories/1300192/issues?page=2>; rel="prev", <https://api.github.com/repositories/1300192/issues?page=4>; rel="next", <https://api.github.com/repositories/1300192/issues?page=515>; rel="last" ~ https://api.github.com/repositories/1300192/issues?page=4
            # Commas, semicolons and quotes where they mean nothing
            <a?x=1,2;3>; title="<b>; rel=\\"next\\", "; rel=prev,, <c>  ;  Rel = "next"                      ~ c
            <a>;rel=prev;rel=next, <b>;x;y=;rel=next                                                       ~ b
            """)
    void isFound(String header, String reference) {
        assertThat(next(header)).contains(reference);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "<a>",
                "<a>; rel=nextnext",
                "<a>; rel=\"next-archive\"",
                "<a; rel=next",
                "a; rel=next",
                "<a>; title=\"; rel=next",
                "<a>; rel=next; anchor=\"#part\"",
                "<a> rel=next",
                "<a>;;;rel",
                "<a>;rel=\"next\\"
            })
    void isNotThere(String header) {
        assertThat(next(header)).isEmpty();
    }

    @Test
    void maybeInAnyOfSeveralHeaders() {
        assertThat(next("<a>; rel=first", "b", "<c>; rel=next")).contains("c");
    }
}
