package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two servers with the same files behind one address: each request of a client may come to the other. */
class McpReplicasTest {
    @ParameterizedTest
    @EnumSource
    void requestsOfOneClientMayAlternate(McpEra era) throws Exception {
        try (var upstream = new FakeUpstream();
                var one = TestServer.ofSeeds(upstream.url()).start();
                var other = TestServer.ofSeeds(upstream.url()).start()) {
            var replicas = List.of(one, other);
            var headers = new ArrayList<String>();
            if (era == McpEra.LEGACY) {
                var begun = one.post(
                        one.mcp("/mcp"),
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
                                + "\"2025-11-25\",\"capabilities\":{}}}");
                headers.addAll(List.of(
                        "Mcp-Session-Id",
                        begun.headers().firstValue("Mcp-Session-Id").orElseThrow()));
                assertThat(other.send(
                                        "POST",
                                        other.mcp("/mcp"),
                                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}"
                                                .getBytes(UTF_8),
                                        "Content-Type",
                                        "application/json",
                                        "Mcp-Session-Id",
                                        headers.get(1))
                                .statusCode())
                        .isEqualTo(202);
            }
            var sent = headers.toArray(String[]::new);
            var lists = new HashSet<String>();
            for (var i = 0; i < 20; i++) {
                var replica = replicas.get(i % 2);
                lists.add(era.ask(replica, "tools/list", "{}", sent).result().toString());
                var result = era.ask(
                                replicas.get((i + 1) % 2),
                                "tools/call",
                                "{\"name\":\"track-pixel\",\"arguments\":{\"query\":{\"n\":\"" + i + "\"}}}",
                                sent)
                        .result();
                assertThat(result.get("isError").asBoolean()).isFalse();
            }
            assertThat(lists).hasSize(1);
            assertThat(upstream.received()).hasSize(20);
        }
    }
}
