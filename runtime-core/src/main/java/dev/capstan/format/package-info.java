/** What upstreams answer, as JSON trees: one reader for each format of the capability files. */
@NullMarked
package dev.capstan.format;

import org.jspecify.annotations.NullMarked;
