package dev.capstan.flow;

import dev.capstan.value.Value;
import java.util.List;
import java.util.Map;

/** Reads a body of {@code multipart/form-data} (RFC 7578). Without waiting for anything: the body is there. */
@FunctionalInterface
public interface MultipartReader {
    /** For doors that have no such bodies. */
    MultipartReader NONE = content -> {
        throw new RawInputs.Unreadable("cannot be read from a multipart form here; send a JSON object");
    };

    /**
     * The fields by name, in order.
     *
     * @return for each name one {@link Value.Text}, {@link Value.Texts} or, where files came, {@link Value.Uploads}
     * @throws RawInputs.Unreadable when the body is no such form
     */
    Map<String, Value> fields(Value.Content content) throws RawInputs.Unreadable;

    /** What the parts of one name are together: files where one of them is a file. */
    static Value joined(List<Value> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        if (parts.stream().noneMatch(Value.Uploads.class::isInstance)) {
            return new Value.Texts(parts.stream().map(Value::text).toList());
        }
        return new Value.Uploads(parts.stream()
                .filter(Value.Uploads.class::isInstance)
                .flatMap(part -> ((Value.Uploads) part).files().stream())
                .toList());
    }
}
