/** A capability file as data, as it is written, with the position of every value. */
@NullMarked
package dev.capstan.spec;

import org.jspecify.annotations.NullMarked;
