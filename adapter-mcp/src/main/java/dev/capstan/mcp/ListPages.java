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
 * A list as the pages that clients get, written once. A cursor names the last entry of the page before, so that it stays
 * good when entries come and go, and in all replicas (MCP, pagination).
 */
final class ListPages {
    private final Map<String, byte[]> byCursor = new HashMap<>();
    private final byte[] first;

    /** An entry, which is JSON already. */
    record Entry(String name, byte[] json) {}

    /**
     * @param member of the result that has the entries
     * @param size of a page; 0 for one page with all
     * @param lead further members of the result: JSON without the braces; may be empty
     */
    ListPages(String member, List<Entry> entries, int size, byte[] lead) {
        var step = size == 0 ? Math.max(1, entries.size()) : size;
        first = page(member, entries, 0, step, lead);
        for (var from = step; from < entries.size(); from += step) {
            byCursor.put(cursor(member, entries.get(from - 1)), page(member, entries, from, step, lead));
        }
    }

    private static byte[] page(String member, List<Entry> entries, int from, int step, byte[] lead) {
        var to = Math.min(entries.size(), from + step);
        var page = new ByteArrayOutputStream();
        page.write('{');
        page.writeBytes(lead);
        page.writeBytes(Replies.ascii((lead.length == 0 ? "" : ",") + "\"" + member + "\":["));
        for (var i = from; i < to; i++) {
            page.writeBytes(Replies.ascii(i == from ? "" : ","));
            page.writeBytes(entries.get(i).json());
        }
        page.write(']');
        if (to < entries.size()) {
            page.writeBytes(Replies.ascii(",\"nextCursor\":"));
            page.writeBytes(JsonText.quote(cursor(member, entries.get(to - 1))));
        }
        page.write('}');
        return page.toByteArray();
    }

    private static String cursor(String member, Entry last) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString((member + "/" + last.name()).getBytes(UTF_8));
    }

    /** The page for a cursor, or the first one; empty when there is no such cursor. */
    Optional<byte[]> page(Optional<String> cursor) {
        return cursor.isEmpty() ? Optional.of(first) : Optional.ofNullable(byCursor.get(cursor.get()));
    }
}
