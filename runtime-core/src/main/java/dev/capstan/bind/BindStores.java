package dev.capstan.bind;

import dev.capstan.value.BindLocation;
import dev.capstan.value.Secret;
import dev.capstan.value.Variables;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * The values at the locations of binds. Knows nothing of the environment. Thread-safe.
 *
 * <p>Files are read when a call asks, which is short. Stores such as Vault are read when files are loaded and then in the
 * background; calls get what is in memory and never wait.
 */
public final class BindStores implements Variables, AutoCloseable {
    /** The schemes of secrets that Kubernetes mounts as folders. */
    public static final Set<String> KUBERNETES_SCHEMES = Set.of("k8s", "k8s-secret");

    private static final System.Logger LOG = System.getLogger(BindStores.class.getName());
    private static final Duration REFRESH = Duration.ofSeconds(30);
    private static final Duration FIRST_READ = Duration.ofSeconds(15);
    private static final int THREADS = 4;

    /** One path segment of a location; no dot in front, so it never leads upwards. */
    private static final Pattern FOLDER = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*");

    private final Variables settings;
    private final Optional<Path> secretsFolder;
    private final LongSupplier nanos;
    private final Duration refresh;
    private final Map<BindLocation, Variables> places = new ConcurrentHashMap<>();
    private final ScheduledExecutorService reader = Executors.newScheduledThreadPool(THREADS, task -> {
        var thread = new Thread(task, "capstan-binds");
        thread.setDaemon(true);
        return thread;
    });

    /** The stores on the class path, found once. */
    private static final class Installed {
        static final Map<String, BindStore> BY_SCHEME = find();

        private static Map<String, BindStore> find() {
            var found = new HashMap<String, BindStore>();
            try {
                for (var store : ServiceLoader.load(BindStore.class, BindStore.class.getClassLoader())) {
                    store.schemes().forEach(scheme -> found.putIfAbsent(scheme, store));
                }
            } catch (ServiceConfigurationError e) {
                LOG.log(System.Logger.Level.ERROR, "A store for binds cannot be loaded", e);
            }
            return Map.copyOf(found);
        }
    }

    /**
     * @param settings the environment, for addresses and credentials of stores
     * @param secretsFolder the folder in which Kubernetes mounts its secrets
     */
    public BindStores(Variables settings, Optional<Path> secretsFolder) {
        this(settings, secretsFolder, System::nanoTime, REFRESH);
    }

    /**
     * With a time of one's own.
     *
     * @param nanos the clock by which files are looked at again
     * @param refresh how often stores are read; where that fails, six times as often
     */
    public BindStores(Variables settings, Optional<Path> secretsFolder, LongSupplier nanos, Duration refresh) {
        this.settings = settings;
        this.secretsFolder = secretsFolder;
        this.nanos = nanos;
        this.refresh = refresh;
    }

    /** Whether a store reads locations of this scheme, which is in lower case. */
    public static boolean knows(String scheme) {
        return KUBERNETES_SCHEMES.contains(scheme) || Installed.BY_SCHEME.containsKey(scheme);
    }

    /** The schemes of all stores, for messages. */
    public static List<String> schemes() {
        return Installed.BY_SCHEME.keySet().stream().sorted().toList();
    }

    @Override
    public Optional<Secret> find(String name) {
        return Optional.empty();
    }

    @Override
    public Optional<Secret> find(BindLocation location, String key) {
        var known = places.get(location);
        return (known == null ? places.computeIfAbsent(location, this::open) : known).find(key);
    }

    private Variables open(BindLocation location) {
        if (location instanceof BindLocation.File file) {
            return new BindFile(file, nanos);
        }
        var stored = (BindLocation.Stored) location;
        if (KUBERNETES_SCHEMES.contains(stored.scheme())) {
            return kubernetes(stored.written());
        }
        var store = Installed.BY_SCHEME.get(stored.scheme());
        return store == null ? name -> Optional.empty() : new StoredValues(store, stored.written(), settings);
    }

    /** A secret is a folder of its name in the secrets folder, or that folder itself where only one is mounted. */
    private Variables kubernetes(String location) {
        if (secretsFolder.isEmpty()) {
            return name -> Optional.empty();
        }
        var name =
                location.replaceFirst("^[^:]*:/*", "").replaceFirst("/+$", "").replaceFirst(".*/", "");
        var all = new SecretsFolder(secretsFolder.get(), List.of(), nanos);
        return FOLDER.matcher(name).matches()
                ? new SecretsFolder(secretsFolder.get().resolve(name), List.of(), nanos).or(all)
                : all;
    }

    /** Reads stores that are new, all at once, and drops what nobody needs any more. Waits 15 seconds at most. */
    @Override
    public void expect(Map<BindLocation, Set<String>> keys) {
        places.keySet().retainAll(keys.keySet());
        if (keys.isEmpty()) {
            return;
        }
        var reads = keys.entrySet().stream()
                .flatMap(needed -> firstRead(needed.getKey(), needed.getValue()).stream())
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(reads)
                .exceptionally(fault -> null)
                .completeOnTimeout(null, FIRST_READ.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private Optional<CompletableFuture<Void>> firstRead(BindLocation location, Set<String> keys) {
        if (reader.isShutdown()) {
            return Optional.empty();
        }
        if (!(places.computeIfAbsent(location, this::open) instanceof StoredValues values) || !values.expect(keys)) {
            return Optional.empty();
        }
        return Optional.of(CompletableFuture.runAsync(values::refresh, reader).whenComplete((nothing, fault) -> {
            if (values.start()) {
                schedule(location, values);
            }
        }));
    }

    private void schedule(BindLocation location, StoredValues values) {
        var pause = values.isFailing() ? refresh.dividedBy(6) : refresh;
        try {
            reader.schedule(() -> again(location, values), pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // It was closed.
        }
    }

    private void again(BindLocation location, StoredValues values) {
        if (places.get(location) == values) {
            values.refresh();
            schedule(location, values);
        }
    }

    /** Nothing is read any more; what is in memory stays. */
    @Override
    public void close() {
        reader.shutdownNow();
    }
}
