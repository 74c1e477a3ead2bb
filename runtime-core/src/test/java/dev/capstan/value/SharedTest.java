package dev.capstan.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SharedTest {
    @Test
    void keepsTheFirstOfWhatIsEqual() {
        var shared = new Shared<List<String>>(10);
        var first = List.of("a", "b");

        assertThat(shared.one(first)).isSameAs(first);
        assertThat(shared.one(List.of("a", "b"))).isSameAs(first);
    }

    @Test
    void takesNoMoreThanItHasRoomFor() {
        var shared = new Shared<List<String>>(1);
        var first = List.of("a");
        var second = List.of("b");
        var third = List.of("b");

        shared.one(first);

        assertThat(shared.one(second)).isSameAs(second);
        assertThat(shared.one(third)).as("the second was not kept").isSameAs(third);
        assertThat(shared.one(List.of("a"))).isSameAs(first);
    }

    @Test
    void keepsNoLongTexts() {
        var twice = List.of(new String(new char[100]), new String(new char[100]));
        var longer = List.of(new String(new char[101]), new String(new char[101]));

        assertThat(Shared.text(twice.get(1))).isSameAs(Shared.text(twice.get(0)));
        assertThat(Shared.text(longer.get(1))).isNotSameAs(Shared.text(longer.get(0)));
    }
}
