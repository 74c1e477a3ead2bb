/**
 * What the official MCP conformance suite asks a server for: plain fixtures as a capability file and the upstream that it
 * calls, and the rest in Java. Only {@code capstan conformance-server} uses it.
 */
@NullMarked
package dev.capstan.conformance;

import org.jspecify.annotations.NullMarked;
