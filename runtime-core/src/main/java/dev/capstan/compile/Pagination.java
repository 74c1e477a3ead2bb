package dev.capstan.compile;

import dev.capstan.problem.Known;
import dev.capstan.problem.Position;
import dev.capstan.problem.Problem;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.Located;
import dev.capstan.spec.SettingsSpec;
import dev.capstan.spec.SettingsSpec.PaginationSpec;
import dev.capstan.upstream.NextPage;
import dev.capstan.upstream.Paging;
import dev.capstan.value.JsonPath;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which operations' pages are followed, and how. Only those of GET: what is asked for several times must change nothing.
 *
 * @param byOperation by {@code NAMESPACE.OPERATION}, or {@code NAMESPACE.*} for all others of an API
 */
public record Pagination(Map<String, Paging> byOperation) {
    private static final String ALL = ".*";

    /** No pages are followed. */
    public static final Pagination NONE = new Pagination(Map.of());

    public Pagination {
        byOperation = Map.copyOf(byOperation);
    }

    static Pagination compile(SettingsSpec spec, Problems problems) {
        var byOperation = new LinkedHashMap<String, Paging>();
        spec.pagination()
                .forEach(entry -> new Entry(entry, problems)
                        .paging()
                        .ifPresent(paging -> byOperation.put(entry.operation().value(), paging)));
        return new Pagination(byOperation);
    }

    /** How the pages of an operation are followed; empty when they are not. */
    Optional<Paging> of(String namespace, String operation, String method) {
        if (byOperation.isEmpty() || !method.equalsIgnoreCase("GET")) {
            return Optional.empty();
        }
        return Optional.ofNullable(byOperation.get(namespace + "." + operation))
                .or(() -> Optional.ofNullable(byOperation.get(namespace + ALL)));
    }

    /**
     * What is said about operations that there are not, or that are not called with GET.
     *
     * @param consumed the methods of the operations of all files, by {@code NAMESPACE.OPERATION}
     */
    public List<Problem> misplaced(Collection<Map<String, String>> consumed) {
        var methods = new TreeMap<String, String>();
        consumed.forEach(methods::putAll);
        // One file may have an operation for POST that another has for GET.
        consumed.forEach(file -> file.forEach((operation, method) -> {
            if (method.equals("GET")) {
                methods.put(operation, method);
            }
        }));
        var problems = new Problems();
        byOperation.forEach((operation, paging) -> misplaced(operation, methods)
                .ifPresent(why -> problems.add(ProblemCode.CALL_UNKNOWN, paging.position(), why)));
        return problems.toList();
    }

    private static Optional<String> misplaced(String operation, Map<String, String> methods) {
        if (operation.endsWith(ALL)) {
            var prefix = operation.substring(0, operation.length() - 1);
            return methods.keySet().stream().anyMatch(name -> name.startsWith(prefix))
                    ? Optional.empty()
                    : Optional.of("no file consumes an API '" + prefix.substring(0, prefix.length() - 1) + "'"
                            + Known.of(namespaces(methods.keySet())));
        }
        var method = methods.get(operation);
        if (method == null) {
            return Optional.of(
                    "no file consumes an operation '" + operation + "'" + Known.of(near(operation, methods)));
        }
        return method.equals("GET")
                ? Optional.empty()
                : Optional.of("'" + operation + "' is called with " + method + "; pages are followed for GET only");
    }

    private static Collection<String> namespaces(Set<String> operations) {
        return operations.stream()
                .map(name -> name.substring(0, Math.max(0, name.lastIndexOf('.'))))
                .distinct()
                .toList();
    }

    private static Collection<String> near(String operation, Map<String, String> methods) {
        var namespace = operation.substring(0, operation.lastIndexOf('.') + 1);
        var own = methods.keySet().stream()
                .filter(name -> name.startsWith(namespace))
                .toList();
        return own.isEmpty() ? methods.keySet() : own;
    }

    /** Compiles what is said about one operation. */
    private static final class Entry {
        private static final int PAGES = 10;
        private static final int ITEMS = 10_000;
        private static final int BYTES = 10 * 1024 * 1024;

        /** The last page has a timeout of its own, and a caller's connection may not be silent for longer than both. */
        private static final int SECONDS = 20;

        private final PaginationSpec spec;
        private final Problems problems;
        private boolean isFaulty;

        Entry(PaginationSpec spec, Problems problems) {
            this.spec = spec;
            this.problems = problems;
        }

        /** Empty when something is wrong, which is told. */
        Optional<Paging> paging() {
            var position = spec.operation().position();
            var name = spec.operation().value();
            if (name.indexOf('.') < 1 || name.endsWith(".")) {
                fault(
                        ProblemCode.WRONG_TYPE,
                        position,
                        "'" + name + "' names no operation (expected: NAMESPACE.OPERATION or NAMESPACE.*)");
            }
            var follow = spec.text("follow");
            if (follow.isEmpty()) {
                fault(
                        ProblemCode.KEY_MISSING,
                        position,
                        "the key 'follow' is missing (expected: link, cursor, offset or page)");
                return Optional.empty();
            }
            var next = next(follow.orElseThrow());
            var items = items();
            var size = size();
            return isFaulty || next.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Paging(next.get(), items, size, caps(), position));
        }

        private Optional<NextPage> next(Located<String> follow) {
            return switch (follow.value()) {
                case "link" -> {
                    without(follow, "parameter", "cursor", "first");
                    yield Optional.of(new NextPage.Link());
                }
                case "cursor" -> {
                    without(follow, "first");
                    yield cursor();
                }
                case "offset" -> {
                    without(follow, "cursor", "first");
                    yield Optional.of(new NextPage.Offset(parameter("offset"), pageSize()));
                }
                case "page" -> {
                    without(follow, "cursor");
                    yield Optional.of(new NextPage.PageNumber(
                            parameter("page"), spec.number("first").orElse(1), pageSize()));
                }
                default -> {
                    fault(
                            ProblemCode.WRONG_TYPE,
                            follow.position(),
                            "'follow' is '" + follow.value() + "' (expected: link, cursor, offset or page)");
                    yield Optional.empty();
                }
            };
        }

        private Optional<NextPage> cursor() {
            var written = spec.text("cursor");
            if (written.isEmpty()) {
                fault(
                        ProblemCode.KEY_MISSING,
                        spec.operation().position(),
                        "the key 'cursor' is missing: the JSONPath of the next page in an answer");
                return Optional.empty();
            }
            return path(written.get(), "cursor")
                    .map(path -> spec.text("parameter")
                            .<NextPage>map(parameter -> new NextPage.Cursor(path, parameter.value()))
                            .orElseGet(() -> new NextPage.Url(path)));
        }

        private String parameter(String standard) {
            return spec.text("parameter").map(Located::value).orElse(standard);
        }

        private OptionalInt pageSize() {
            return spec.number("size").map(OptionalInt::of).orElse(OptionalInt.empty());
        }

        private List<String> items() {
            var written = spec.text("items");
            var path = written.flatMap(text -> path(text, "items"));
            var members = path.flatMap(JsonPath::members);
            if (path.isPresent() && members.isEmpty()) {
                fault(
                        ProblemCode.WRONG_TYPE,
                        written.orElseThrow().position(),
                        "'items' is " + written.get().value()
                                + " (expected: the members that lead to one list, such as $.data or $.result.rows)");
            }
            return members.orElse(List.of());
        }

        private Optional<JsonPath> path(Located<String> written, String key) {
            var path = JsonPath.of(written.value());
            if (path.isEmpty()) {
                fault(
                        ProblemCode.WRONG_TYPE,
                        written.position(),
                        "'" + key + "' is '" + written.value() + "', which is no JSONPath");
            }
            return path;
        }

        private Optional<Paging.Size> size() {
            var parameter = spec.text("sizeParameter");
            var size = spec.number("size");
            if (parameter.isPresent() && size.isEmpty()) {
                fault(ProblemCode.KEY_MISSING, parameter.get().position(), "'sizeParameter' needs a 'size' to ask for");
                return Optional.empty();
            }
            return parameter.map(name -> new Paging.Size(name.value(), size.orElseThrow()));
        }

        private Paging.Caps caps() {
            return new Paging.Caps(
                    spec.number("maxPages").orElse(PAGES),
                    spec.number("maxItems").orElse(ITEMS),
                    spec.number("maxBytes").orElse(BYTES),
                    spec.number("maxSeconds").orElse(SECONDS));
        }

        private void without(Located<String> follow, String... keys) {
            for (var key : keys) {
                spec.position(key)
                        .ifPresent(position -> fault(
                                ProblemCode.KEY_UNKNOWN,
                                position,
                                "'" + key + "' means nothing where 'follow' is " + follow.value()));
            }
        }

        private void fault(ProblemCode code, Position position, String what) {
            isFaulty = true;
            problems.add(code, position, what);
        }
    }
}
