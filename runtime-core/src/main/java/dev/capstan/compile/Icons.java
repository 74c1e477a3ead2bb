package dev.capstan.compile;

import dev.capstan.exposure.Icon;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.McpSpec.IconSpec;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Compiles icons: clients load them, so only sources that are safe to load are passed on (MCP 2025-11-25, icons). */
final class Icons {
    private static final int MAX_TOLD = 60;
    private static final Pattern SAFE = Pattern.compile("(?i)(https://|data:)[^\\s\\p{Cntrl}]+");

    private Icons() {}

    static List<Icon> compile(List<IconSpec> icons, Problems problems) {
        return icons.stream().flatMap(icon -> icon(icon, problems).stream()).toList();
    }

    private static Optional<Icon> icon(IconSpec icon, Problems problems) {
        var source = icon.source().value().strip();
        if (!SAFE.matcher(source).matches()) {
            problems.add(
                    ProblemCode.ICON_INVALID,
                    icon.source().position(),
                    "'" + shown(source)
                            + "' cannot be the source of an icon (expected: an https: or data: URI); the icon"
                            + " is left out");
            return Optional.empty();
        }
        return Optional.of(new Icon(source, icon.mimeType(), icon.sizes(), icon.theme()));
    }

    private static String shown(String source) {
        return source.length() > MAX_TOLD ? source.substring(0, MAX_TOLD) + "..." : source;
    }
}
