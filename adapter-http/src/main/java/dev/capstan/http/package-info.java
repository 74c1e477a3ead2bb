/** What the adapters that speak HTTP share: a request as its caller's credentials see it, and a caller that goes away. */
@NullMarked
package dev.capstan.http;

import org.jspecify.annotations.NullMarked;
