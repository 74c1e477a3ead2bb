package dev.capstan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;

/** When answers were made. */
class DateHeaderTest extends FolderFixture {
    @Test
    void everyAnswerHasItsDateOnce() throws Exception {
        write("a.yaml", simple("one", "/one", "read", "/a"));
        try (var server = server().start()) {
            for (var path : new String[] {"/one", "/none"}) {
                assertThat(server.get(server.rest(path)).headers().allValues("Date"))
                        .singleElement()
                        .satisfies(date -> {
                            var made = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant();
                            assertThat(Duration.between(made, Instant.now()))
                                    .isBetween(Duration.ZERO, Duration.ofMinutes(1));
                        });
            }
        }
    }

    /** The date of RFC 9110, section 5.6.7, and one with two digits. */
    @Test
    void daysHaveTwoDigits() {
        assertThat(DateHeader.imfFixdate(784_111_777)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
        assertThat(DateHeader.imfFixdate(1_000_000_000)).isEqualTo("Sun, 09 Sep 2001 01:46:40 GMT");
        assertThat(DateHeader.imfFixdate(1_234_567_890)).isEqualTo("Fri, 13 Feb 2009 23:31:30 GMT");
    }
}
