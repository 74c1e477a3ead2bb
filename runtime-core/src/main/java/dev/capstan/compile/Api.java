package dev.capstan.compile;

import dev.capstan.failure.Failure;
import dev.capstan.failure.FailureCode;
import dev.capstan.problem.Position;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.AuthenticationSpec;
import dev.capstan.spec.ConsumesSpec;
import dev.capstan.spec.Located;
import dev.capstan.upstream.Credentials;
import dev.capstan.upstream.Origin;
import dev.capstan.upstream.UpstreamTarget;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An upstream API, as far as its operations share it.
 *
 * @param basePath the path of the base URI as written, without a slash at its end
 * @param standsIn whether an upstream in this process stands in for it, so that its base URI says nothing
 * @param target empty when the API cannot be called
 * @param pagination which operations' pages are followed, of this API and of others
 * @param obstacle why the API cannot be called as things are
 */
record Api(
        ConsumesSpec spec,
        String basePath,
        boolean standsIn,
        Optional<UpstreamTarget> target,
        Credentials credentials,
        Pagination pagination,
        Optional<Failure> obstacle) {

    static Api compile(ConsumesSpec spec, CompileSettings settings, VariableScope variables, Problems problems) {
        return new ApiCompiler(spec, settings, variables, problems).compile();
    }

    private static final class ApiCompiler {
        /** Scheme and authority, and the path behind them. */
        private static final Pattern URL = Pattern.compile("((?i:https?)://[^/?#]*)([^\\n]*)");

        private final ConsumesSpec spec;
        private final String namespace;
        private final CompileSettings settings;
        private final VariableScope variables;
        private final Problems problems;
        private Optional<Failure> obstacle = Optional.empty();
        private String basePath = "";

        ApiCompiler(ConsumesSpec spec, CompileSettings settings, VariableScope variables, Problems problems) {
            this.spec = spec;
            this.namespace = spec.namespace().value();
            this.settings = settings;
            this.variables = variables;
            this.problems = problems;
        }

        Api compile() {
            var target = target();
            var credentials =
                    spec.authentication().map(this::credentials).orElseGet(() -> new Credentials.None(spec.position()));
            spec.tunnel().filter(position -> !isElsewhere()).ifPresent(this::tunnelObstacle);
            return new Api(
                    spec, basePath, settings.standInBaseUris(), target, credentials, settings.pagination(), obstacle);
        }

        /** The operator says where the API is, and answers for the way to it. */
        private boolean isElsewhere() {
            return settings.standInBaseUris() || settings.baseUris().containsKey(namespace);
        }

        /** What is meant for a tunnel must not go over the open network. */
        private void tunnelObstacle(Position position) {
            var what = namespace
                    + " is to be called through a tunnel, which Capstan has none of, so its calls answer 503;"
                    + " start with --base-uri " + namespace + "=URL of a way through one, or write 'fallback: direct'";
            problems.add(ProblemCode.FEATURE_UNSUPPORTED, position, what);
            obstacle = Optional.of(
                    Failure.of(FailureCode.FEATURE_UNSUPPORTED, what + " (" + position + "). No upstream was called."));
        }

        private Optional<UpstreamTarget> target() {
            var given = settings.baseUris().get(namespace);
            if (given != null) {
                return fixed(given, Optional.empty());
            }
            var written = spec.baseUri().value().strip();
            if (written.isEmpty() && !settings.standInBaseUris()) {
                baseUriObstacle(ProblemCode.BASE_URI_MISSING, namespace + " has no base URI");
                return Optional.empty();
            }
            var position = Optional.of(spec.baseUri().position());
            var url = written.isEmpty() ? standIn() : written;
            var parts = URL.matcher(url);
            var isUrl = parts.matches();
            if (!VariableScope.hasReference(isUrl ? parts.group(1) : url)) {
                return fixed(url, position);
            }
            if (settings.standInBaseUris()) {
                return fixed(isUrl ? standIn() + parts.group(2) : standIn(), position);
            }
            basePath = isUrl ? Paths.withoutSlashes(variables.braced(parts.group(2))) : "";
            if (!Paths.plain(basePath).equals(basePath)) {
                return invalid(url);
            }
            var template = variables.baseUriTemplate(
                    new Located<>(isUrl ? parts.group(1) : url, spec.baseUri().position()));
            return Optional.of(new UpstreamTarget.Templated(
                    namespace, template, settings.upstreamOrigin(), !isUrl, url, position));
        }

        private Optional<UpstreamTarget> invalid(String url) {
            baseUriObstacle(
                    ProblemCode.BASE_URI_INVALID,
                    "the base URI '" + shown(url) + "' of " + namespace + " cannot be called (expected: http:// or"
                            + " https://, a host and perhaps a path; no login, no query)");
            return Optional.empty();
        }

        private String standIn() {
            return "http://" + namespace.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]+", "-") + ".mock";
        }

        private Optional<UpstreamTarget> fixed(String url, Optional<Position> position) {
            var parts = URL.matcher(url);
            var declared = parts.matches() && !url.contains("?") && !url.contains("#")
                    ? Origin.of(parts.group(1))
                    : Optional.<Origin>empty();
            if (declared.isEmpty()) {
                return invalid(url);
            }
            basePath = Paths.withoutSlashes(variables.braced(parts.group(2)));
            var elsewhere = settings.upstreamOrigin();
            var place = new UpstreamTarget.Place(
                    elsewhere.orElse(declared.get()),
                    elsewhere.map(origin -> declared.get().authority()),
                    "");
            return Optional.of(new UpstreamTarget.Fixed(place, url, position));
        }

        private void baseUriObstacle(ProblemCode code, String what) {
            var remedy = "; start with --base-uri " + namespace + "=https://HOST/PATH";
            problems.add(code, spec.baseUri().position(), what + ", so its calls answer 503" + remedy);
            obstacle = Optional.of(
                    Failure.of(FailureCode.BASE_URI_MISSING, capitalised(what) + remedy + ". No upstream was called."));
        }

        /** Without what may be a login; an author should not write one there, but it must not be told to callers. */
        private static String shown(String baseUri) {
            return baseUri.replaceAll("//[^/@]*@", "//***@");
        }

        private static String capitalised(String text) {
            return text.startsWith("the ") ? "T" + text.substring(1) : text;
        }

        private Credentials credentials(AuthenticationSpec authentication) {
            var baseUri =
                    settings.baseUris().getOrDefault(namespace, spec.baseUri().value());
            var compiler = new CredentialsCompiler(authentication, namespace, baseUri, settings, variables, problems);
            var credentials = compiler.compile();
            obstacle = compiler.obstacle().or(() -> obstacle);
            return credentials;
        }
    }
}
