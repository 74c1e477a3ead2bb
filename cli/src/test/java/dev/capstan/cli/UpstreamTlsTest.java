package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whom upstream connections trust, whichever client makes them. The certificates are made for each run. */
class UpstreamTlsTest extends FolderFixture {
    private static final String PASSWORD = "changeit";
    private static final String TRUST_STORE = "javax.net.ssl.trustStore";
    private static final String KEY_STORE = "javax.net.ssl.keyStore";
    private static final String TRUST_PASSWORD = "javax.net.ssl.trustStorePassword";

    @TempDir
    private static Path keys;

    /** A certificate, and what is said of it; empty where it is good. */
    enum Certificate {
        GOOD("dns:localhost,ip:127.0.0.1", "+0d", "ca", ""),
        OF_ANOTHER_HOST("dns:wrong.example,ip:192.0.2.1", "+0d", "ca", "does not name the host"),
        OF_NOBODY("dns:localhost,ip:127.0.0.1", "+0d", "stranger", "signed by nobody that is trusted here"),
        PAST("dns:localhost,ip:127.0.0.1", "-30d", "ca", "has expired");

        private final String names;
        private final String begin;
        private final String authority;
        private final String said;

        Certificate(String names, String begin, String authority, String said) {
            this.names = names;
            this.begin = begin;
            this.authority = authority;
            this.said = said;
        }
    }

    @BeforeAll
    static void makeCertificates() throws Exception {
        for (var authority : List.of("ca", "stranger")) {
            keytool(
                    "-genkeypair",
                    "-keyalg",
                    "EC",
                    "-alias",
                    authority,
                    "-dname",
                    "CN=" + authority,
                    "-ext",
                    "bc:c",
                    "-keystore",
                    authority + ".p12");
            keytool("-exportcert", "-alias", authority, "-keystore", authority + ".p12", "-file", authority + ".crt");
        }
        keytool("-importcert", "-noprompt", "-alias", "ca", "-file", "ca.crt", "-keystore", "trust.p12");
        for (var certificate : Certificate.values()) {
            var name = certificate.name();
            var store = name + ".p12";
            keytool("-genkeypair", "-keyalg", "EC", "-alias", name, "-dname", "CN=upstream", "-keystore", store);
            keytool("-certreq", "-alias", name, "-keystore", store, "-file", name + ".csr");
            keytool(
                    "-gencert",
                    "-alias",
                    certificate.authority,
                    "-keystore",
                    certificate.authority + ".p12",
                    "-infile",
                    name + ".csr",
                    "-outfile",
                    name + ".crt",
                    "-ext",
                    "san=" + certificate.names,
                    "-startdate",
                    certificate.begin,
                    "-validity",
                    "10");
            keytool(
                    "-importcert",
                    "-noprompt",
                    "-alias",
                    "root",
                    "-file",
                    certificate.authority + ".crt",
                    "-keystore",
                    store);
            keytool("-importcert", "-noprompt", "-alias", name, "-file", name + ".crt", "-keystore", store);
        }
        System.setProperty(TRUST_STORE, keys.resolve("trust.p12").toString());
        System.setProperty(TRUST_PASSWORD, PASSWORD);
    }

    @AfterAll
    static void trustAsBefore() {
        System.clearProperty(TRUST_STORE);
        System.clearProperty(TRUST_PASSWORD);
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        var command = Stream.concat(
                        Stream.of(Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString()),
                        Stream.concat(Stream.of(arguments), Stream.of("-storepass", PASSWORD, "-storetype", "PKCS12")))
                .toList();
        var log = keys.resolve("keytool.log");
        var done = new ProcessBuilder(command)
                .directory(keys.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        assertThat(done).as("%s: %s", command, Files.readString(log)).isZero();
    }

    @BeforeEach
    void file() throws IOException {
        write("a.yaml", simple("a", "/thing", "read-thing", "/thing"));
    }

    static Stream<Arguments> certificates() {
        return Stream.of(UpstreamChoice.values())
                .flatMap(client -> Stream.of(Certificate.values())
                        .flatMap(certificate -> Stream.of("localhost", "127.0.0.1")
                                .map(host -> Arguments.of(client, certificate, host))));
    }

    @ParameterizedTest
    @MethodSource("certificates")
    void onlyWhoShowsWhoItIsIsAsked(UpstreamChoice client, Certificate certificate, String host) throws Exception {
        try (var listening = listening(certificate);
                var server = server().upstream("https://" + host + ":" + listening.getLocalPort())
                        .upstreamClient(client)
                        .start()) {
            // The second call is on the connection of the first, or on one that begins where it ended.
            for (var call = 0; call < 2; call++) {
                HttpResponse<byte[]> answer = server.get(server.rest("/a-rest/thing"));
                var text = new String(answer.body(), UTF_8);
                if (certificate.said.isEmpty()) {
                    assertThat(text).isEqualTo("{\"ok\":true}");
                } else {
                    assertThat(answer.statusCode()).isEqualTo(502);
                    assertThat(text).contains("upstream-unreachable").contains(certificate.said);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(UpstreamChoice.class)
    void everyVersionOfTlsThatIsSafeIsSpoken(UpstreamChoice client) throws Exception {
        for (var version : new String[] {"TLSv1.2", "TLSv1.3"}) {
            try (var listening = (SSLServerSocket) listening(Certificate.GOOD)) {
                listening.setEnabledProtocols(new String[] {version});
                try (var server = server().upstream("https://localhost:" + listening.getLocalPort())
                        .upstreamClient(client)
                        .start()) {
                    for (var call = 0; call < 3; call++) {
                        var answer = server.get(server.rest("/a-rest/thing"));
                        assertThat(new String(answer.body(), UTF_8)).as(version).isEqualTo("{\"ok\":true}");
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(UpstreamChoice.class)
    void keysThatCannotBeReadAreToldAtOnce(UpstreamChoice client) {
        System.setProperty(KEY_STORE, keys.resolve("missing.p12").toString());
        for (var host : new String[] {"localhost", "127.0.0.1"}) {
            try (var server = server().upstream("https://" + host + ":1")
                    .upstreamClient(client)
                    .start()) {
                var answer = server.get(server.rest("/a-rest/thing"));
                assertThat(answer.statusCode()).isEqualTo(502);
                assertThat(new String(answer.body(), UTF_8))
                        .contains("upstream-unreachable")
                        .contains("the keys or the trust store of this process cannot be used")
                        .doesNotContain("missing.p12");
            }
        }
    }

    @AfterEach
    void keysAsBefore() {
        System.clearProperty(KEY_STORE);
    }

    private static ServerSocket listening(Certificate certificate) throws IOException, GeneralSecurityException {
        var store =
                KeyStore.getInstance(keys.resolve(certificate.name() + ".p12").toFile(), PASSWORD.toCharArray());
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        var listening = context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var accepting = new Thread(() -> FakeUpstream.answerAll(listening));
        accepting.setDaemon(true);
        accepting.start();
        return listening;
    }
}
