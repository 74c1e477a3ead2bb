package dev.capstan.upstream;

import dev.capstan.failure.FailureCode;
import dev.capstan.failure.FailureException;
import dev.capstan.problem.Position;
import dev.capstan.value.PercentCoding;
import dev.capstan.value.Template;
import dev.capstan.value.VariableUse;
import dev.capstan.value.Variables;
import java.util.List;
import java.util.Optional;

/** Where the calls of an upstream API go. Values of a request have no part in it. */
public sealed interface UpstreamTarget {
    /** The base URI in force, as it is written. */
    String baseUri();

    /** Where the file gives it; empty when it was given at start. */
    Optional<Position> position();

    /** The variables that it needs. */
    List<VariableUse> uses();

    /**
     * Where calls go now.
     *
     * @throws FailureException when the variables make no URL that can be called
     */
    Place place(Variables variables);

    /**
     * One place.
     *
     * @param forwardedHost the authority of the base URI, when requests are sent elsewhere
     * @param path what comes before the path of the operation, encoded, without a slash at its end
     */
    record Place(Origin origin, Optional<String> forwardedHost, String path) {}

    /** A base URI that is known when the file is loaded; its path is part of the operations' paths. */
    record Fixed(Place place, String baseUri, Optional<Position> position) implements UpstreamTarget {
        @Override
        public List<VariableUse> uses() {
            return List.of();
        }

        @Override
        public Place place(Variables variables) {
            return place;
        }
    }

    /**
     * A base URI with variables in its host, or which is a variable altogether.
     *
     * @param api whose it is
     * @param template the base URI, without its path where that does not depend on the variables
     * @param elsewhere where every call goes, whatever the base URI
     * @param isWhole whether the variables say more than the host, so that nothing is known without them
     */
    record Templated(
            String api,
            Template template,
            Optional<Origin> elsewhere,
            boolean isWhole,
            String baseUri,
            Optional<Position> position)
            implements UpstreamTarget {
        @Override
        public List<VariableUse> uses() {
            return elsewhere.isPresent() && !isWhole ? List.of() : template.uses();
        }

        @Override
        public Place place(Variables variables) {
            var text = template.render(variables).reveal();
            // A variable in the host is a name, not a way to another host and path.
            var hasPath = !isWhole && text.indexOf('/', text.indexOf("://") + 3) >= 0;
            var declared =
                    text.contains("?") || text.contains("#") || hasPath ? Optional.<Origin>empty() : Origin.of(text);
            if (elsewhere.isPresent() && (declared.isPresent() || !isWhole)) {
                return new Place(elsewhere.get(), declared.map(Origin::authority), isWhole ? pathOf(text) : "");
            }
            return declared.map(origin -> new Place(origin, Optional.empty(), pathOf(text)))
                    .orElseThrow(() -> new FailureException(
                            FailureCode.BASE_URI_MISSING,
                            "The base URI of " + api + " is made of "
                                    + String.join(
                                            " and ",
                                            uses().stream()
                                                    .map(VariableUse::label)
                                                    .distinct()
                                                    .toList())
                                    + ", which gives no URL to call (expected: http:// or https://, a host and perhaps a"
                                    + " path, no query); the upstream was not called."));
        }
    }

    /** The path of a URL, encoded, without a slash at its end. */
    static String pathOf(String url) {
        var start = url.indexOf('/', url.indexOf("://") + 3);
        return start < 0
                ? ""
                : PercentCoding.repairPath(url.substring(start))
                        .replaceAll("/{2,}", "/")
                        .replaceAll("/$", "");
    }
}
