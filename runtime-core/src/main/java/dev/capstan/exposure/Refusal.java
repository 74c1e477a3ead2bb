package dev.capstan.exposure;

import dev.capstan.failure.Failure;
import dev.capstan.failure.FailureCode;
import dev.capstan.value.VariableUse;
import java.util.List;

/**
 * Why a request is not let in.
 *
 * @param challenges the values of {@code WWW-Authenticate} (RFC 9110, section 11.6.1); none where no credentials would
 *     help
 * @param mistaken whether the request has credentials, but not the right ones
 */
public record Refusal(Failure failure, List<String> challenges, boolean mistaken) {
    public Refusal {
        challenges = List.copyOf(challenges);
    }

    /** @param asked what the adapter takes, as it goes on after "This adapter takes" */
    static Refusal missing(String asked, String challenge) {
        return unauthenticated("This adapter takes " + asked + ", and the request has none.", challenge, false);
    }

    /** @param asked what the adapter takes, as it goes on after "This adapter takes" */
    static Refusal mistaken(String asked, String challenge) {
        return unauthenticated(
                "This adapter takes " + asked + ", and what the request has is not right.", challenge, true);
    }

    private static Refusal unauthenticated(String detail, String challenge, boolean mistaken) {
        return new Refusal(Failure.of(FailureCode.UNAUTHENTICATED, detail), List.of(challenge), mistaken);
    }

    /** Nobody is let in with a secret that is not there: an empty one would be known to everyone. */
    static Refusal unset(List<VariableUse> uses) {
        var names = uses.stream().map(VariableUse::label).distinct().toList();
        var isOne = names.size() == 1;
        return new Refusal(
                Failure.of(
                        FailureCode.SECRET_MISSING,
                        String.join(" and ", names) + (isOne ? " is" : " are")
                                + " not set, but this adapter knows its callers by " + (isOne ? "it" : "them")
                                + ". Until " + (isOne ? "it is" : "they are")
                                + " set, in the environment or in the file given with --env-file, nobody is let in."),
                List.of(),
                false);
    }

    /**
     * What to answer when none of several adapters lets a request in: how to get in, where that helps with any of them.
     *
     * @param refusals at least one
     */
    public static Refusal of(List<Refusal> refusals) {
        var open = refusals.stream()
                .filter(refusal -> !refusal.challenges().isEmpty())
                .toList();
        if (open.isEmpty()) {
            return refusals.get(0);
        }
        var told = open.stream().filter(Refusal::mistaken).findFirst().orElse(open.get(0));
        var challenges = open.stream()
                .flatMap(refusal -> refusal.challenges().stream())
                .distinct()
                .toList();
        return new Refusal(told.failure(), challenges, told.mistaken());
    }
}
