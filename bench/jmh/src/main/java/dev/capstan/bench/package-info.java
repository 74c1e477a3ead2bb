/** Benchmarks of the pieces that a request passes, through the doors that other modules use. */
@NullMarked
package dev.capstan.bench;

import org.jspecify.annotations.NullMarked;
