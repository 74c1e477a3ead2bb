/** Many capabilities in one process: routes, tool names, collisions, states. */
@NullMarked
package dev.capstan.catalog;

import org.jspecify.annotations.NullMarked;
