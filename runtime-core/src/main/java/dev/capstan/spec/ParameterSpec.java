package dev.capstan.spec;

import dev.capstan.problem.Position;
import java.util.Optional;

/** An input parameter, consumed or exposed. */
public record ParameterSpec(
        Located<String> name,
        Optional<Located<String>> in,
        Optional<Located<String>> type,
        Optional<String> description,
        Optional<Boolean> required,
        Optional<Located<String>> value,
        Position position) {}
