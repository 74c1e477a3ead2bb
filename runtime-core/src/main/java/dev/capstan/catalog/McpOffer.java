package dev.capstan.catalog;

import dev.capstan.exposure.Authentication;
import dev.capstan.exposure.Caching;
import dev.capstan.exposure.Icon;
import dev.capstan.exposure.Prompt;
import dev.capstan.exposure.Resource;
import dev.capstan.exposure.Tool;
import dev.capstan.problem.Position;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one MCP endpoint offers.
 *
 * @param name of the server, as clients see it
 * @param version of the capability; absent where there are several, or its file says nothing
 * @param instructions for models; may be empty
 * @param authentication what callers must show; of several adapters with different ones, what one of them asks for
 * @param caching of the lists
 * @param resources by their URIs
 * @param ambiguous the URIs that several adapters have, which are not served here, with the namespaces of those adapters
 */
public record McpOffer(
        String name,
        Optional<String> version,
        String instructions,
        List<Icon> icons,
        Authentication authentication,
        Caching caching,
        Listing<Tool> tools,
        Listing<Prompt> prompts,
        Listing<Resource> resources,
        Map<String, List<String>> ambiguous) {
    /** Nothing at all. */
    public static final McpOffer NOTHING = new McpOffer(
            "capstan",
            Optional.empty(),
            "",
            List.of(),
            new Authentication.None(Position.startOf("capstan")),
            Caching.UNSAID,
            Listing.none(),
            Listing.none(),
            Listing.none(),
            Map.of());

    public McpOffer {
        icons = List.copyOf(icons);
        ambiguous = Map.copyOf(ambiguous);
    }
}
