/** Calls to upstreams on the event loop of their callers, by Undertow's HTTP/1.1 client. */
@NullMarked
package dev.capstan.undertow;

import org.jspecify.annotations.NullMarked;
