package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Binds whose values are in a vault, which here is a fake one on the loopback address. */
class VaultTest extends FolderFixture {
    private static final String FIRST_VERSION =
            "{\"request_id\":\"r\",\"lease_duration\":1,\"data\":{\"the-token\":\"%s\"}}";
    private static final String SECOND_VERSION =
            "{\"data\":{\"data\":{\"the-token\":\"%s\",\"n\":1.50},\"metadata\":{\"version\":3}}}";

    private final FakeUpstream vault = new FakeUpstream();
    private final Map<String, String> secrets = new ConcurrentHashMap<>();
    private final KeptLog log = new KeptLog();
    private final Map<String, String> variables =
            new HashMap<>(Map.of("VAULT_ADDR", vault.url() + "/", "VAULT_TOKEN", "vault-pass"));
    private volatile int status = 200;
    private volatile boolean isDown;

    private enum Side {
        REST,
        MCP
    }

    @BeforeEach
    void open() {
        vault.behave(this::answer);
    }

    @AfterEach
    void close() throws IOException {
        log.close();
        vault.close();
    }

    private void answer(Socket socket) throws IOException {
        if (isDown) {
            socket.close();
            return;
        }
        var received = vault.received().get(vault.received().size() - 1);
        var path = received.requestLine().replaceAll("^\\S+ | \\S+$", "");
        var body = secrets.get(path);
        var known = status == 200 ? body == null ? 404 : 200 : status;
        var text = known == 200 ? body : "{\"errors\":[\"echo " + received.header("X-Vault-Token") + "\"]}";
        FakeUpstream.write(
                socket,
                "HTTP/1.1 " + known + " Status\r\nContent-Type: application/json\r\nContent-Length: " + text.length()
                        + "\r\n\r\n" + text);
    }

    private TestServer.Builder serving(String location) throws IOException {
        write(
                "a.yaml",
                FolderFixture.simple("one", "/one", "read", "/a")
                        .replace(
                                "capability:\n",
                                "binds: [{namespace: safe, location: '" + location
                                        + "', keys: {TOKEN: the-token}}]\ncapability:\n")
                        .replace(".test\n", ".test\n    authentication: {type: bearer, token: '{{safe.TOKEN}}'}\n"));
        return server().variables(variables).refresh(Duration.ofMillis(60));
    }

    private String sent(TestServer server, Side side) {
        var before = upstream.received().size();
        if (side == Side.REST) {
            server.get(server.rest("/one"));
        } else {
            server.callTool("read", "{}");
        }
        return upstream.received().size() == before
                ? null
                : upstream.received().get(before).header("Authorization");
    }

    private String sent(TestServer server) {
        return sent(server, Side.REST);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void theFirstCallHasTheValue(Side side) throws IOException {
        secrets.put("/v1/secret/data/app", SECOND_VERSION.formatted("t1"));
        try (var server = serving("vault://my-vault/secret/data/app").start()) {
            assertThat(sent(server, side)).isEqualTo("Bearer t1");
        }
        var asked = vault.received().get(0);
        assertThat(asked.header("X-Vault-Token")).isEqualTo("vault-pass");
        assertThat(asked.header("X-Vault-Namespace")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "vault://my-vault/kv/team/app, /v1/kv/team/app, 1",
        "vault://my-vault/secret/app,  /v1/secret/data/app, 2",
        "vault://secret/app,           /v1/secret/app, 1",
        "vault://secret/data/app,      /v1/secret/data/app, 2",
        "vault:///secret/app/,         /v1/secret/app, 1",
        "VAULT://secret/app,           /v1/secret/data/app, 2"
    })
    void bothVersionsOfTheEngineAreRead(String location, String path, int version) throws IOException {
        secrets.put(path, (version == 1 ? FIRST_VERSION : SECOND_VERSION).formatted("t1"));
        try (var server = serving(location).start()) {
            assertThat(sent(server)).isEqualTo("Bearer t1");
        }
    }

    @Test
    void tokenAndNamespaceComeFromOutside() throws IOException {
        secrets.put("/v1/secret/app", FIRST_VERSION.formatted("t1"));
        variables.remove("VAULT_TOKEN");
        variables.put("VAULT_TOKEN_FILE", folder.resolve("token").toString());
        variables.put("VAULT_NAMESPACE", "team-a");
        write("token", "of-file\n");
        try (var server = serving("vault://secret/app").start()) {
            assertThat(sent(server)).isEqualTo("Bearer t1");
        }
        assertThat(vault.received().get(0).header("X-Vault-Token")).isEqualTo("of-file");
        assertThat(vault.received().get(0).header("X-Vault-Namespace")).isEqualTo("team-a");
    }

    @Test
    void aLocationDoesNotDecideWhereTheTokenGoes() throws IOException {
        try (var stranger = new FakeUpstream()) {
            var host = stranger.url().substring("http://".length());
            secrets.put("/v1/secret/data/app", SECOND_VERSION.formatted("t1"));
            try (var server = serving("vault://" + host + "/secret/data/app").start()) {
                assertThat(sent(server)).isEqualTo("Bearer t1");
            }
            assertThat(stranger.received()).isEmpty();
        }
    }

    @Test
    void aChangedSecretIsSeenWithoutARestart() throws Exception {
        secrets.put("/v1/secret/app", FIRST_VERSION.formatted("t1"));
        try (var server = serving("vault://secret/app").start()) {
            assertThat(sent(server)).isEqualTo("Bearer t1");
            secrets.put("/v1/secret/app", FIRST_VERSION.formatted("t2"));
            until(() -> "Bearer t2".equals(sent(server)));
            secrets.clear();
            until(() -> sent(server) == null);
        }
    }

    @Test
    void whileItIsDownTheLastValuesStayAndThatIsToldOnce() throws Exception {
        secrets.put("/v1/secret/app", FIRST_VERSION.formatted("t1"));
        try (var server = serving("vault://secret/app").start()) {
            isDown = true;
            var tries = vault.received().size();
            until(() -> vault.received().size() >= tries + 5);
            assertThat(sent(server)).isEqualTo("Bearer t1");
            isDown = false;
            status = 403;
            var refused = vault.received().size();
            until(() -> vault.received().size() >= refused + 3);
            assertThat(sent(server)).isEqualTo("Bearer t1");
            status = 200;
            secrets.put("/v1/secret/app", FIRST_VERSION.formatted("t2"));
            until(() -> "Bearer t2".equals(sent(server)));
        }
        assertThat(log.lines())
                .containsOnlyOnce("vault://secret/app is not read: Vault cannot be reached; its last values stay null")
                .noneMatch(line -> line.contains("vault-pass") || line.contains("t1"));
        assertThat(log.lines().stream().filter(line -> line.contains("is not read")))
                .hasSize(1);
    }

    @Test
    void oneThatComesUpLaterIsReadThen() throws Exception {
        isDown = true;
        try (var server = serving("vault://secret/app").start()) {
            assertThat(server.get(server.rest("/one")).statusCode()).isEqualTo(503);
            secrets.put("/v1/secret/app", FIRST_VERSION.formatted("t1"));
            isDown = false;
            until(() -> "Bearer t1".equals(sent(server)));
            // The value is there a moment before it is said.
            until(() -> log.lines().contains("vault://secret/app is read again null"));
        }
        assertThat(log.lines()).contains("vault://secret/app is read again null");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vault://secret/app    | 403 | Vault refuses the token (403)",
                "vault://secret/app    | 500 | Vault answers with status 500",
                "vault://secret/app    | 302 | Vault answers with status 302",
                "vault://secret        | 200 | it names no secret (expected: vault://NAME/MOUNT/PATH)",
                "vault://v/secret/../x | 200 | it names no secret (expected: vault://NAME/MOUNT/PATH)",
                "vault://v/secret/x?y  | 200 | it names no secret (expected: vault://NAME/MOUNT/PATH)"
            })
    void whatCannotBeReadIsToldWithoutSecrets(String location, int answer, String why) throws IOException {
        status = answer;
        try (var server = serving(location).start()) {
            var refused = server.get(server.rest("/one"));
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(new String(refused.body(), UTF_8))
                    .doesNotContain("vault-pass")
                    .contains("secret-missing");
        }
        assertThat(log.lines())
                .contains(location + " is not read: " + why + " null")
                .noneMatch(line -> line.contains("vault-pass"));
        assertThat(upstream.received()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"VAULT_ADDR,VAULT_ADDR is not set", "VAULT_TOKEN,neither VAULT_TOKEN nor VAULT_TOKEN_FILE is set"})
    void withoutAnAddressOrATokenNobodyIsAsked(String missing, String why) throws IOException {
        variables.remove(missing);
        try (var server = serving("vault://secret/app").start()) {
            assertThat(sent(server)).isNull();
        }
        assertThat(log.lines()).contains("vault://secret/app is not read: " + why + " null");
        assertThat(vault.received()).isEmpty();
    }

    @Test
    void anAnswerThatIsNoJsonGivesNothing() throws IOException {
        secrets.put("/v1/secret/app", "<html>t1</html>");
        try (var server = serving("vault://secret/app").start()) {
            assertThat(sent(server)).isNull();
        }
        assertThat(log.lines()).noneMatch(line -> line.contains("t1<"));
    }

    @Test
    void aMockAsksNoVault() throws IOException {
        try (var server = serving("vault://secret/app").mock().start()) {
            assertThat(server.get(server.rest("/one")).statusCode()).isEqualTo(200);
        }
        assertThat(vault.received()).isEmpty();
    }

    @Test
    void manyFilesWithOneSecretAskOnce() throws IOException {
        secrets.put("/v1/secret/app", FIRST_VERSION.formatted("t1"));
        var builder = serving("vault://secret/app").refresh(Duration.ofHours(1));
        Files.writeString(
                folder.resolve("b.yaml"),
                Files.readString(folder.resolve("a.yaml"))
                        .replace("one", "two")
                        .replace("name: read,", "name: other,"));
        try (var server = builder.start()) {
            assertThat(sent(server)).isEqualTo("Bearer t1");
        }
        assertThat(vault.received()).hasSize(1);
    }
}
