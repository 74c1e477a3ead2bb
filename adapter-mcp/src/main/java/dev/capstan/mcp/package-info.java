/**
 * MCP over Streamable HTTP, natively on Undertow: reads JSON-RPC messages, runs a tool's flow, writes the result. The
 * SDK gives the wire types of what is written once per load; calls do not touch it.
 */
@NullMarked
package dev.capstan.mcp;

import org.jspecify.annotations.NullMarked;
