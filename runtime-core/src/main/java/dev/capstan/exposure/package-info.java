/** What adapters publish: REST routes and tools. */
@NullMarked
package dev.capstan.exposure;

import org.jspecify.annotations.NullMarked;
