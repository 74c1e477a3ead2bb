/** What a call does: it reads its inputs, runs its flow and ends in an outcome. */
@NullMarked
package dev.capstan.flow;

import org.jspecify.annotations.NullMarked;
