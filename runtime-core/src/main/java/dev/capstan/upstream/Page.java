package dev.capstan.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.value.JsonKind;
import dev.capstan.value.JsonText;
import dev.capstan.value.Value;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One page of an answer. Its items stay the text that they came as, so that they are put together without being read.
 *
 * @param body the JSON text, not compressed
 * @param list where the items are: a list, or null in place of an empty one
 * @param count how many items there are
 */
public record Page(UpstreamResponse response, byte[] body, Value.Json list, int count) {
    /** What the last page says about itself and is not so for all of them; a {@code Link} stays that leads further. */
    private static final Set<String> OF_ONE_PAGE = Set.of(
            "content-length",
            "content-encoding",
            "content-range",
            "content-md5",
            "content-digest",
            "repr-digest",
            "digest",
            "transfer-encoding",
            "etag",
            "last-modified");

    /**
     * An answer as a page; empty when it is an error, is no JSON, or has no list there.
     *
     * @param items the names that lead to the list
     */
    static Optional<Page> of(UpstreamResponse response, List<String> items) {
        if (response.status() < 200 || response.status() >= 300 || response.body().length == 0) {
            return Optional.empty();
        }
        return response.decodedBody()
                .flatMap(body -> list(body, items)
                        .map(list -> new Page(
                                response,
                                body,
                                list,
                                list.kind() == JsonKind.NULL
                                        ? 0
                                        : JsonText.elements(list).size())));
    }

    private static Optional<Value.Json> list(byte[] body, List<String> items) {
        try {
            Value.@Nullable Json found = JsonText.check(body);
            for (var name : items) {
                if (found == null || found.kind() != JsonKind.OBJECT) {
                    return Optional.empty();
                }
                found = JsonText.members(found).get(name);
            }
            return Optional.ofNullable(found)
                    .filter(list -> list.kind() == JsonKind.ARRAY || list.kind() == JsonKind.NULL && !items.isEmpty());
        } catch (JsonText.NotJson e) {
            return Optional.empty();
        }
    }

    /** The whole answer as a tree; made anew each time, so that only the text is kept. */
    JsonNode tree() {
        return JsonText.tree(body);
    }

    /** The last of these pages with the items of all of them. */
    static UpstreamResponse joined(List<Page> pages) {
        var last = pages.get(pages.size() - 1);
        var joined = new ByteArrayOutputStream();
        joined.write(last.body, 0, last.list.from());
        joined.write('[');
        var isFirst = true;
        for (var page : pages) {
            if (page.count > 0) {
                joined.writeBytes(isFirst ? new byte[0] : ",".getBytes(UTF_8));
                page.writeItems(joined);
                isFirst = false;
            }
        }
        joined.write(']');
        joined.write(last.body, last.list.to(), last.body.length - last.list.to());
        var headers = last.response.headers().stream()
                .filter(header -> !OF_ONE_PAGE.contains(header.name().toLowerCase(Locale.ROOT)))
                .filter(header -> !header.name().equalsIgnoreCase("Link")
                        || LinkHeader.next(last.response).isPresent())
                .toList();
        return new UpstreamResponse(last.response.status(), headers, joined.toByteArray());
    }

    /** What is between the brackets; the list of a page that is nothing else may have blanks around it. */
    private void writeItems(ByteArrayOutputStream to) {
        var from = list.from();
        while (body[from] != '[') {
            from++;
        }
        var end = list.to() - 1;
        while (body[end] != ']') {
            end--;
        }
        to.write(body, from + 1, end - from - 1);
    }
}
