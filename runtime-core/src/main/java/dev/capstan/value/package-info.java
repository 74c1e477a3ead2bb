/** The values of one call, the texts that use them, and the variables that come from outside. */
@NullMarked
package dev.capstan.value;

import org.jspecify.annotations.NullMarked;
