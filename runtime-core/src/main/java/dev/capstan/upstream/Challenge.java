package dev.capstan.upstream;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One challenge of a {@code WWW-Authenticate} header (RFC 9110, section 11.3).
 *
 * @param scheme in small letters
 * @param parameters by their names in small letters, without quotes
 */
record Challenge(String scheme, Map<String, String> parameters) {
    Challenge {
        parameters = Map.copyOf(parameters);
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** Every challenge of an answer; what is none is passed over. */
    static List<Challenge> of(UpstreamResponse response) {
        return response.headers().stream()
                .filter(header -> header.name().equalsIgnoreCase("WWW-Authenticate"))
                .flatMap(header -> new Reader(header.value()).challenges().stream())
                .toList();
    }

    /** A header may hold several challenges, parted by commas as their parameters are. */
    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        List<Challenge> challenges() {
            var found = new ArrayList<Challenge>();
            var scheme = "";
            var parameters = new LinkedHashMap<String, String>();
            while (at < text.length()) {
                var word = token();
                if (word.isEmpty()) {
                    at++;
                } else if (!scheme.isEmpty() && skipEquals()) {
                    parameters.putIfAbsent(word, value());
                } else {
                    if (!scheme.isEmpty()) {
                        found.add(new Challenge(scheme, parameters));
                    }
                    scheme = word;
                    parameters.clear();
                }
            }
            if (!scheme.isEmpty()) {
                found.add(new Challenge(scheme, parameters));
            }
            return found;
        }

        private String token() {
            var from = at;
            while (at < text.length() && Header.isToken(text.substring(at, at + 1))) {
                at++;
            }
            return text.substring(from, at).toLowerCase(Locale.ROOT);
        }

        private boolean skipEquals() {
            var next = at;
            while (next < text.length() && isBlank(text.charAt(next))) {
                next++;
            }
            if (next == text.length() || text.charAt(next) != '=') {
                return false;
            }
            at = next + 1;
            while (at < text.length() && isBlank(text.charAt(at))) {
                at++;
            }
            return true;
        }

        private static boolean isBlank(char c) {
            return c == ' ' || c == '\t';
        }

        private String value() {
            if (at < text.length() && text.charAt(at) == '"') {
                return quoted();
            }
            var from = at;
            while (at < text.length() && text.charAt(at) != ',' && !isBlank(text.charAt(at))) {
                at++;
            }
            return text.substring(from, at);
        }

        private String quoted() {
            var value = new StringBuilder();
            for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                value.append(text.charAt(at));
            }
            at++;
            return value.toString();
        }
    }
}
