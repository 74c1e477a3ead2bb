package dev.capstan.spec;

import java.util.List;

/**
 * A capability file as data, with nothing resolved.
 *
 * @param label the title; the file's name when it has none
 */
public record CapabilitySpec(
        String file,
        String label,
        List<BindSpec> binds,
        List<ConsumesSpec> consumes,
        List<RestSpec> rest,
        List<McpSpec> mcp) {
    public CapabilitySpec {
        binds = List.copyOf(binds);
        consumes = List.copyOf(consumes);
        rest = List.copyOf(rest);
        mcp = List.copyOf(mcp);
    }
}
