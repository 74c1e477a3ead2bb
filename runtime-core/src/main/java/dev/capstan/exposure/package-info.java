/** What adapters publish: REST routes, MCP tools, resources and prompts, and skills. */
@NullMarked
package dev.capstan.exposure;

import org.jspecify.annotations.NullMarked;
