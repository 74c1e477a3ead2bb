package dev.capstan.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.value.JsonText;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A list as the pages that clients get. The first page is written once. A cursor names the last entry of the page before:
 * it means the same in all replicas, and stays good when entries come and go, unless that one goes (MCP, pagination).
 */
final class ListPages {
    private final String member;
    private final List<Entry> entries;
    private final int size;
    private final byte[] lead;
    private final byte[] first;
    private final Map<String, Integer> behind = new HashMap<>();

    /** An entry, which is JSON already. */
    record Entry(String name, byte[] json) {}

    /**
     * @param member of the result that has the entries
     * @param size of a page; 0 for one page with all
     * @param lead further members of the result: JSON without the braces; may be empty
     */
    ListPages(String member, List<Entry> entries, int size, byte[] lead) {
        this.member = member;
        this.size = size == 0 ? Math.max(1, entries.size()) : size;
        this.lead = lead;
        this.first = page(entries, 0);
        // What is in one page is never asked for again.
        this.entries = this.size < entries.size() ? List.copyOf(entries) : List.of();
        for (var i = 0; i < this.entries.size(); i++) {
            behind.put(cursor(this.entries.get(i)), i + 1);
        }
    }

    private byte[] page(List<Entry> all, int from) {
        var to = Math.min(all.size(), from + size);
        var page = new ByteArrayOutputStream();
        page.write('{');
        page.writeBytes(lead);
        page.writeBytes(Replies.ascii((lead.length == 0 ? "" : ",") + "\"" + member + "\":["));
        for (var i = from; i < to; i++) {
            page.writeBytes(Replies.ascii(i == from ? "" : ","));
            page.writeBytes(all.get(i).json());
        }
        page.write(']');
        if (to < all.size()) {
            page.writeBytes(Replies.ascii(",\"nextCursor\":"));
            page.writeBytes(JsonText.quote(cursor(all.get(to - 1))));
        }
        page.write('}');
        return page.toByteArray();
    }

    private String cursor(Entry last) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString((member + "/" + last.name()).getBytes(UTF_8));
    }

    /** The page for a cursor, or the first one; empty when there is no such cursor. */
    Optional<byte[]> page(Optional<String> cursor) {
        return cursor.isEmpty()
                ? Optional.of(first)
                : Optional.ofNullable(behind.get(cursor.get())).map(from -> page(entries, from));
    }
}
