package dev.capstan.cli;

import java.util.Arrays;
import java.util.stream.Stream;

/** The twelve operations of the five seed files: how each is called, and what its upstream must get. */
enum SeedOperation {
    TRACK_CUSTOMER_EVENT(
            "POST /v1/customers/42/events",
            "track-customer-event",
            "{\"identifier\":\"42\",\"body\":$body}",
            "POST /api/v1/customers/42/events",
            "track.customer.io",
            Login.CUSTOMER_IO),
    TRACK_ANONYMOUS_EVENT(
            "POST /v1/events",
            "track-anonymous-event",
            "{\"body\":$body}",
            "POST /api/v1/events",
            "track.customer.io",
            Login.CUSTOMER_IO),
    BATCH_ENTITY_OPERATIONS(
            "POST /v1/v2/batch",
            "batch-entity-operations",
            "{\"body\":$body}",
            "POST /api/v2/batch",
            "track.customer.io",
            Login.CUSTOMER_IO),
    SEND_BATCH_EVENTS(
            "POST /v1/batch",
            "send-batch-events",
            "{\"body\":$body}",
            "POST /v1/batch",
            "api.segment.io",
            Login.SEGMENT),
    INGEST_TRACKING_EVENT(
            "POST /v1/track",
            "ingest-tracking-event-track-identify",
            "{\"body\":$body}",
            "POST /base/track/",
            "openpanel.test",
            Login.NONE),
    GET_DEVICE_ID(
            "GET /v1/track/device-id",
            "get-generate-stable-device-id",
            "{}",
            "GET /base/track/device-id",
            "openpanel.test",
            Login.NONE),
    ALIAS_PIXEL(pixel("alias")),
    GROUP_PIXEL(pixel("group")),
    IDENTIFY_PIXEL(pixel("identify")),
    PAGE_PIXEL(pixel("page")),
    SCREEN_PIXEL(pixel("screen")),
    TRACK_PIXEL(pixel("track"));

    enum Login {
        NONE,
        CUSTOMER_IO,
        SEGMENT
    }

    final String route;
    final String tool;
    final String upstream;
    final String host;
    final Login login;
    private final String arguments;

    SeedOperation(String route, String tool, String arguments, String upstream, String host, Login login) {
        this.route = route;
        this.tool = tool;
        this.arguments = arguments;
        this.upstream = upstream;
        this.host = host;
        this.login = login;
    }

    SeedOperation(String[] pixel) {
        this(pixel[0], pixel[1], "{\"query\":{\"data\":\"eyJhIjoxfQ\"}}", pixel[2], "api.segment.io", Login.NONE);
    }

    private static String[] pixel(String kind) {
        return new String[] {
            "GET /v1/pixel/" + kind + "?data=eyJhIjoxfQ", kind + "-pixel", "GET /v1/pixel/" + kind + "?data=eyJhIjoxfQ"
        };
    }

    boolean hasBody() {
        return route.startsWith("POST");
    }

    String method() {
        return route.split(" ", -1)[0];
    }

    String path() {
        return route.split(" ", -1)[1];
    }

    /** The tool's arguments as JSON, with this text as the body. */
    String arguments(String body) {
        return arguments.replace("$body", body);
    }

    static Stream<SeedOperation> withBody() {
        return Arrays.stream(values()).filter(SeedOperation::hasBody);
    }
}
