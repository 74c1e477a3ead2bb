package dev.capstan.spec;

/** The path of an operation that has one beside its resource's. The format knows no such key; public files have it. */
final class OwnPath {
    private OwnPath() {}

    /** The path of an operation: its resource's, or with its own in or behind that. */
    static Located<String> of(Section operation, Located<String> resource) {
        return operation
                .text("path")
                .filter(own -> !own.value().isBlank())
                .map(own -> new Located<>(join(resource.value(), own.value()), own.position()))
                .orElse(resource);
    }

    /**
     * The path that is meant. Authors have two habits: the whole path, which begins like the resource's and takes its
     * place, or what comes behind the resource's, such as {@code /{id}} or {@code :archive}.
     */
    private static String join(String resource, String own) {
        var repeats = !firstSegment(resource).isEmpty() && firstSegment(own).equals(firstSegment(resource));
        if (repeats || resource.isEmpty()) {
            return own;
        }
        var isContinuation = own.startsWith(":") || own.startsWith("?") || own.startsWith("#");
        var end = resource.length();
        while (end > 0 && resource.charAt(end - 1) == '/') {
            end--;
        }
        return resource.substring(0, end) + (isContinuation || own.startsWith("/") ? "" : "/") + own;
    }

    private static String firstSegment(String path) {
        return path.replaceFirst("^/+", "").split("[/?#:]", 2)[0];
    }
}
