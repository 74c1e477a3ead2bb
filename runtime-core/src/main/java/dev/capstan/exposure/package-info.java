/** What adapters publish: REST routes, tools and skills. */
@NullMarked
package dev.capstan.exposure;

import org.jspecify.annotations.NullMarked;
