package dev.capstan.upstream;

import dev.capstan.failure.FailureException;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom TLS connections to upstreams trust: as the JDK's default context does, after the {@code javax.net.ssl} properties.
 * It remembers why a certificate was refused, because that gets lost on its way up. Made when it is first needed, since
 * reading the trust store takes a while. Thread-safe.
 */
public final class UpstreamTls {
    private static final String UNSAID =
            "its certificate is not trusted, does not name the host, or it does not speak TLS";

    private static final System.Logger LOG = System.getLogger(UpstreamTls.class.getName());

    private final Map<String, String> refusals = new ConcurrentHashMap<>();
    private @Nullable SSLContext context;
    private boolean isUnusable;

    /**
     * The context for all connections. The first time it reads files, so not on an event loop.
     *
     * @throws FailureException when the files that the properties name cannot be used; that is found out once
     */
    public synchronized SSLContext context() {
        if (context == null && !isUnusable) {
            try {
                context = made();
            } catch (GeneralSecurityException | IOException e) {
                isUnusable = true;
                LOG.log(
                        System.Logger.Level.ERROR,
                        "The keys or the trust store that the javax.net.ssl properties name cannot be used, so there is"
                                + " no TLS to upstreams: " + e);
            }
        }
        if (context == null) {
            throw UpstreamFaults.unusableTls();
        }
        return context;
    }

    /** Why the last certificate from there was refused, as the end of a sentence. */
    public String refusal(String host, int port) {
        return refusals.getOrDefault(host + ":" + port, UNSAID);
    }

    private SSLContext made() throws GeneralSecurityException, IOException {
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init((KeyStore) null);
        var managers = trust.getTrustManagers();
        for (var i = 0; i < managers.length; i++) {
            if (managers[i] instanceof X509ExtendedTrustManager manager) {
                managers[i] = new Remembering(manager);
            }
        }
        var made = SSLContext.getInstance("TLS");
        made.init(ownKeys(), managers, null);
        return made;
    }

    /** The certificate that upstreams are shown where they ask for one, after the properties of the JDK's default. */
    private static KeyManager @Nullable [] ownKeys() throws GeneralSecurityException, IOException {
        @Nullable String file = System.getProperty("javax.net.ssl.keyStore");
        if (file == null || file.isEmpty() || file.equals("NONE")) {
            return null;
        }
        var password = System.getProperty("javax.net.ssl.keyStorePassword", "").toCharArray();
        var store = KeyStore.getInstance(System.getProperty("javax.net.ssl.keyStoreType", KeyStore.getDefaultType()));
        try (var in = Files.newInputStream(Path.of(file))) {
            store.load(in, password);
        }
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password);
        return keys.getKeyManagers();
    }

    /** The JDK tells a name that does not fit with no cause, and everything about the path with one. */
    private static String reason(CertificateException fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
                return "its certificate has expired, or is not valid yet";
            }
        }
        return fault.getCause() == null
                ? "its certificate does not name the host"
                : "its certificate is signed by nobody that is trusted here (javax.net.ssl.trustStore says who is)";
    }

    /** Trusts as another one does. */
    private final class Remembering extends X509ExtendedTrustManager {
        private final X509ExtendedTrustManager manager;

        Remembering(X509ExtendedTrustManager manager) {
            this.manager = manager;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            var server = engine.getPeerHost() + ":" + engine.getPeerPort();
            try {
                manager.checkServerTrusted(chain, authType, engine);
                refusals.remove(server);
            } catch (CertificateException e) {
                refusals.put(server, reason(e));
                throw e;
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            manager.checkServerTrusted(chain, authType, socket);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            manager.checkServerTrusted(chain, authType);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            manager.checkClientTrusted(chain, authType, engine);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            manager.checkClientTrusted(chain, authType, socket);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            manager.checkClientTrusted(chain, authType);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return manager.getAcceptedIssuers();
        }
    }
}
