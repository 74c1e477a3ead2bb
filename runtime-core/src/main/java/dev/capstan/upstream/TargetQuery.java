package dev.capstan.upstream;

import dev.capstan.value.PercentCoding;
import java.util.Optional;

/** The query of a request target: one parameter in it is looked at, or replaced. */
final class TargetQuery {
    private TargetQuery() {}

    /** The decoded value of the first parameter of that name. */
    static Optional<String> find(String target, String name) {
        for (var parameter : parameters(target)) {
            if (isNamed(parameter, name)) {
                var value = parameter.substring(Math.min(parameter.length(), parameter.indexOf('=') + 1));
                return PercentCoding.decode(parameter.indexOf('=') < 0 ? "" : value, true);
            }
        }
        return Optional.empty();
    }

    /** The target with one parameter of that name, in place of those that are there. */
    static String with(String target, String name, String value) {
        var question = target.indexOf('?');
        var changed = new StringBuilder(question < 0 ? target : target.substring(0, question));
        var separator = '?';
        for (var parameter : parameters(target)) {
            if (!isNamed(parameter, name)) {
                changed.append(separator).append(parameter);
                separator = '&';
            }
        }
        PercentCoding.encode(name, changed.append(separator));
        PercentCoding.encode(value, changed.append('='));
        return changed.toString();
    }

    private static String[] parameters(String target) {
        var question = target.indexOf('?');
        return question < 0 || question == target.length() - 1
                ? new String[0]
                : target.substring(question + 1).split("&", -1);
    }

    private static boolean isNamed(String parameter, String name) {
        var written = parameter.split("=", 2)[0];
        return PercentCoding.decode(written, true).orElse(written).equals(name);
    }
}
