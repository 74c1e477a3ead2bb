/** What can go wrong while a call is served, named once for all adapters. */
@NullMarked
package dev.capstan.failure;

import org.jspecify.annotations.NullMarked;
