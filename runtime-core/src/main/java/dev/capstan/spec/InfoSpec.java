package dev.capstan.spec;

import java.util.Optional;

/**
 * What a capability is, for those who use it.
 *
 * @param label the title; the file's name when it has none
 * @param description may be empty
 * @param version of the capability itself
 */
public record InfoSpec(String label, String description, Optional<String> version) {}
