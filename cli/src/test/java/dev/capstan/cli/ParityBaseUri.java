package dev.capstan.cli;

import dev.capstan.cli.ParityFile.Api;
import dev.capstan.cli.ParityVariables.NotSimple;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The base URI of an API.
 *
 * @param authority host and, where it is written, port
 * @param path what is behind it; may have variables that a caller gives
 */
record ParityBaseUri(String authority, String path) {
    private static final Pattern PLAIN = Pattern.compile("https?://([^/{}$?#@]+)(/[^{}$?#]*)?");
    private static final Pattern FILLED = Pattern.compile("https?://([^/{}$?#@]+)(/[^$?#]*)?");
    private static final Pattern VARIABLE = Pattern.compile("\\{\\{?\\s*([^{}]+?)\\s*}?}");

    /** Whether a base URI can be called as it is written. */
    static boolean isPlain(String written) {
        return PLAIN.matcher(written.strip()).matches();
    }

    static ParityBaseUri of(Api api, Map<String, String> inForce, ParityVariables variables) throws NotSimple {
        var written = inForce.getOrDefault(
                api.namespace(), api.yaml().text("baseUri").orElse("").strip());
        var uri = FILLED.matcher(filled(written, variables));
        if (!uri.matches()) {
            throw new NotSimple("the base URI is not known");
        }
        return new ParityBaseUri(uri.group(1), uri.group(2) == null ? "" : uri.group(2));
    }

    /** A variable is one of the file or of the environment, there also in capitals; behind the host it may be an input. */
    private static String filled(String written, ParityVariables variables) throws NotSimple {
        var filled = new StringBuilder();
        var variable = VARIABLE.matcher(written);
        var end = 0;
        while (variable.find()) {
            var name = variable.group(1);
            var value = variables
                    .find(name)
                    .or(() -> variables.environment(name))
                    .or(() -> variables.environment(name.toUpperCase(Locale.ROOT)));
            filled.append(written.substring(end, variable.start())).append(value.orElse(variable.group()));
            end = variable.end();
        }
        return filled.append(written.substring(end)).toString();
    }
}
