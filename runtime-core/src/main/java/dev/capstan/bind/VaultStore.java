package dev.capstan.bind;

import dev.capstan.value.JsonText;
import dev.capstan.value.Secret;
import dev.capstan.value.Value;
import dev.capstan.value.Variables;
import io.github.jopenlibs.vault.Vault;
import io.github.jopenlibs.vault.VaultConfig;
import io.github.jopenlibs.vault.VaultException;
import io.github.jopenlibs.vault.api.Logical;
import io.github.jopenlibs.vault.rest.RestResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads secrets of HashiCorp Vault: {@code vault://name/mount/path}, from the key-value engine in version 1 or 2.
 *
 * <p>Address and token come from {@code VAULT_ADDR}, {@code VAULT_TOKEN} or {@code VAULT_TOKEN_FILE}, and
 * {@code VAULT_NAMESPACE}, never from the location: a file of a stranger must not get the token sent to the stranger's
 * server. So the name in a location is for people only.
 */
public final class VaultStore implements BindStore {
    private static final int OPEN_SECONDS = 5;
    private static final int READ_SECONDS = 10;

    @Override
    public Set<String> schemes() {
        return Set.of("vault");
    }

    @Override
    public Map<String, String> read(String location, Set<String> keys, Variables settings) throws IOException {
        var vault = logical(settings);
        var path = path(location);
        var answer = read(vault, path);
        if (answer.getStatus() == 404 && !path.contains("/data/")) {
            // Version 2 has the values behind the word data, which people leave out as the tools of Vault do.
            path = path.replaceFirst("/", "/data/");
            answer = read(vault, path);
        }
        return switch (answer.getStatus()) {
            case 200 -> values(answer, path.contains("/data/"));
            // Nothing is wrong with Vault: the variables are not set, and that is told where they are needed.
            case 404 -> Map.of();
            case 401, 403 -> throw new Unusable("Vault refuses the token (" + answer.getStatus() + ")");
            default -> throw new Unusable("Vault answers with status " + answer.getStatus());
        };
    }

    private static Logical logical(Variables settings) throws IOException {
        var address = setting(settings, "VAULT_ADDR").orElseThrow(() -> new Unusable("VAULT_ADDR is not set"));
        var token = token(settings);
        try {
            var config = new VaultConfig()
                    .address(address.replaceFirst("/+$", ""))
                    .token(token)
                    .openTimeout(OPEN_SECONDS)
                    .readTimeout(READ_SECONDS)
                    .build();
            // Version 1 sends paths as they are.
            var vault = Vault.create(config, 1).logical();
            return setting(settings, "VAULT_NAMESPACE")
                    .map(vault::withNameSpace)
                    .orElse(vault);
        } catch (VaultException | IllegalArgumentException e) {
            throw new Unusable("VAULT_ADDR or VAULT_NAMESPACE cannot be used");
        }
    }

    private static String token(Variables settings) throws IOException {
        var token = setting(settings, "VAULT_TOKEN");
        if (token.isPresent()) {
            return token.get();
        }
        var file = setting(settings, "VAULT_TOKEN_FILE")
                .orElseThrow(() -> new Unusable("neither VAULT_TOKEN nor VAULT_TOKEN_FILE is set"));
        try {
            // Read each time: agents of Vault renew it.
            return new String(SmallFile.read(Path.of(file), List.of()), StandardCharsets.UTF_8).strip();
        } catch (IOException | InvalidPathException e) {
            throw new Unusable("the file of VAULT_TOKEN_FILE cannot be read");
        }
    }

    private static Optional<String> setting(Variables settings, String name) {
        return settings.find(name).map(Secret::reveal).map(String::strip).filter(text -> !text.isEmpty());
    }

    /**
     * The path in Vault: what follows the name. A location that has no name begins with the mount: {@code vault:///x/y},
     * {@code vault://x/y}, {@code vault://x/data/y}.
     */
    static String path(String location) throws Unusable {
        var rest = location.strip().replaceFirst("^[^:]*:(//)?", "").replaceFirst("/+$", "");
        var behind = rest.replaceFirst("^[^/]*/+", "");
        var isWhole = !behind.contains("/") || behind.startsWith("data/") && !rest.startsWith("/");
        var path = isWhole ? rest.replaceFirst("^/+", "") : behind;
        if (!path.matches("[A-Za-z0-9._~@+-]+(/[A-Za-z0-9._~@+-]+)+") || path.matches("(.*/)?\\.\\.?(/.*)?")) {
            throw new Unusable("it names no secret (expected: vault://NAME/MOUNT/PATH)");
        }
        return path;
    }

    private static RestResponse read(Logical vault, String path) throws IOException {
        try {
            return vault.read(path).getRestResponse();
        } catch (VaultException e) {
            // Its own text has the body of the answer.
            throw new Unusable(
                    e.getHttpStatusCode() > 0
                            ? "Vault answers with status " + e.getHttpStatusCode()
                            : "Vault cannot be reached");
        }
    }

    private static Map<String, String> values(RestResponse answer, boolean mayBeSecondVersion) throws IOException {
        try {
            var data = member(answer.getBody(), "data");
            var inner = member(data, "data");
            var isSecondVersion = mayBeSecondVersion && inner.length > 0 && member(data, "metadata").length > 0;
            return KeyValues.read("data.json", isSecondVersion ? inner : data);
        } catch (JsonText.NotJson e) {
            throw new Unusable("Vault answers with something that is no JSON");
        }
    }

    /** The text of a member that is an object; empty when there is none. */
    private static byte[] member(byte[] object, String name) throws JsonText.NotJson {
        return JsonText.members(object)
                .flatMap(members -> Optional.ofNullable(members.get(name)))
                .map(Value.Json::json)
                .filter(json -> json.length > 0 && json[0] == '{')
                .orElse(new byte[0]);
    }
}
