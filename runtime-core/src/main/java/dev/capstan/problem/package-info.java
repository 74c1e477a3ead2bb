/** What is wrong with a capability file: every mistake has a code, a severity and a position. */
@NullMarked
package dev.capstan.problem;

import org.jspecify.annotations.NullMarked;
