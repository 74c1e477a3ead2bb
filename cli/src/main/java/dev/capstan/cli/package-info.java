/** The command line, and the server that puts the adapters on their listeners. */
@NullMarked
package dev.capstan.cli;

import org.jspecify.annotations.NullMarked;
