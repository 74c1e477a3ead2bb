/**
 * Scripts of files, run outside of this process: each in a closed context of a child JVM that has little memory, no
 * environment and nothing to open.
 */
@NullMarked
package dev.capstan.script;

import org.jspecify.annotations.NullMarked;
