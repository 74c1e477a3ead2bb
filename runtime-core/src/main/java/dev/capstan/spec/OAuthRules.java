package dev.capstan.spec;

import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;

/** Rules on adapters that let callers in with OAuth 2. */
final class OAuthRules {
    private final Problems problems;

    OAuthRules(Problems problems) {
        this.problems = problems;
    }

    void check(Outline file) {
        file.exposes().stream()
                .flatMap(adapter -> adapter.section().section("authentication", Part.OAUTH2_AUTHENTICATION).stream())
                .filter(authentication -> authentication
                        .plain("type")
                        .filter("oauth2"::equalsIgnoreCase)
                        .isPresent())
                .forEach(this::oauth2);
    }

    private void oauth2(Section authentication) {
        https(authentication, "authorizationServerUri", ProblemCode.OAUTH2_HTTPS_AUTHSERVER);
        https(authentication, "resource", ProblemCode.OAUTH2_RESOURCE_HTTPS);
        if (authentication.items("scopes").isEmpty()) {
            problems.add(
                    ProblemCode.OAUTH2_SCOPES_DEFINED,
                    authentication.position(),
                    "there are no 'scopes', so clients cannot learn which to ask for; list those that a caller needs");
        }
    }

    /** What begins with a variable is not known here. */
    private void https(Section authentication, String word, ProblemCode code) {
        authentication
                .text(word)
                .filter(uri -> !uri.value().isBlank()
                        && !uri.value().regionMatches(true, 0, "https://", 0, "https://".length())
                        && !uri.value().startsWith("{"))
                .ifPresent(uri -> problems.add(
                        code, uri.position(), "'" + word + "' is '" + uri.value() + "' (expected: an https:// URI)"));
    }
}
