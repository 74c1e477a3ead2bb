/** Turns the data of a file into ready-to-run exposures; the only package that sees the spec. */
@NullMarked
package dev.capstan.compile;

import org.jspecify.annotations.NullMarked;
