/** What an upstream answered, as a JSON tree: one reader for each format that files may name. */
@NullMarked
package dev.capstan.format;

import org.jspecify.annotations.NullMarked;
