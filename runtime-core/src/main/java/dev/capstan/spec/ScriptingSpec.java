package dev.capstan.spec;

import java.util.List;
import java.util.Optional;

/**
 * What a control adapter says about the scripts of its file (format, section on the control adapter).
 *
 * @param location the folder of the files of steps that name none
 * @param language of steps that name none
 * @param timeout in milliseconds, from 1
 * @param statementLimit from 1
 * @param allowedLanguages in lower case; none means all
 */
public record ScriptingSpec(
        Optional<Located<Boolean>> enabled,
        Optional<Located<String>> location,
        Optional<Located<String>> language,
        Optional<Located<Integer>> timeout,
        Optional<Located<Integer>> statementLimit,
        List<String> allowedLanguages) {
    public ScriptingSpec {
        allowedLanguages = List.copyOf(allowedLanguages);
    }

    /** Nothing is said. */
    public static final ScriptingSpec NONE = new ScriptingSpec(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of());
}
