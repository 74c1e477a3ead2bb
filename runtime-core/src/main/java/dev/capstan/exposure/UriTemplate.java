package dev.capstan.exposure;

import com.google.re2j.Pattern;
import dev.capstan.value.JsonText;
import dev.capstan.value.PercentCoding;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A URI with variables in braces, of which each takes one segment (format, section on MCP resources). Compiled when the
 * file is loaded, to RE2: matching takes time in proportion to the URI, whatever it is.
 *
 * @param text as written
 * @param variables in order
 */
public record UriTemplate(String text, List<String> variables, Pattern pattern) {
    private static final Pattern VARIABLE = Pattern.compile("\\{([A-Za-z0-9_]+)}");

    public UriTemplate {
        variables = List.copyOf(variables);
    }

    /** Reads a URI; braces around anything but letters, digits and underscores are text. */
    public static UriTemplate of(String text) {
        var variables = new ArrayList<String>();
        var pattern = new StringBuilder();
        var from = 0;
        var matcher = VARIABLE.matcher(text);
        while (matcher.find()) {
            pattern.append(Pattern.quote(octets(text.substring(from, matcher.start()))))
                    .append("([^/?#]+)");
            variables.add(matcher.group(1));
            from = matcher.end();
        }
        pattern.append(Pattern.quote(octets(text.substring(from))));
        return new UriTemplate(text, variables, Pattern.compile(pattern.toString()));
    }

    private static String octets(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    public boolean isTemplate() {
        return !variables.isEmpty();
    }

    /** The values of the variables, decoded, when a URI is one of these. */
    public Optional<Map<String, String>> match(String uri) {
        if (!JsonText.isWellFormed(uri)) {
            return Optional.empty();
        }
        // Characters beyond ASCII are the octets that they would be in escapes (RFC 3987, section 3.1).
        var matcher = pattern.matcher(octets(uri));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var values = new LinkedHashMap<String, String>();
        for (var i = 0; i < variables.size(); i++) {
            var value = PercentCoding.decode(matcher.group(i + 1), false);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            values.put(variables.get(i), value.get());
        }
        return Optional.of(values);
    }
}
