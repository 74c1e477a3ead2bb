package dev.capstan.spec;

import dev.capstan.problem.Position;

/** A value of a file and where it stands. */
public record Located<T>(T value, Position position) {}
