/** Everything that talks to an upstream: compiled operations, the requests they build, and the client. */
@NullMarked
package dev.capstan.upstream;

import org.jspecify.annotations.NullMarked;
