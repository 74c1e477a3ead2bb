/** REST over Undertow: reads a request, runs its route's flow, writes the outcome. */
@NullMarked
package dev.capstan.rest;

import org.jspecify.annotations.NullMarked;
