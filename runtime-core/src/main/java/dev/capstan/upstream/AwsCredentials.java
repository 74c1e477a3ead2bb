package dev.capstan.upstream;

import dev.capstan.problem.Position;
import dev.capstan.value.Template;
import dev.capstan.value.VariableUse;
import dev.capstan.value.Variables;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/** Signatures of AWS, version 4, over the finished request. Thread-safe. */
public final class AwsCredentials implements Credentials {
    private final Keys keys;
    private final Position position;

    /**
     * The texts of the file.
     *
     * @param sessionToken empty for keys that do not expire; may use a variable that need not be set
     */
    public record Keys(
            Template accessKeyId, Template secretAccessKey, Template sessionToken, Template region, Template service) {}

    public AwsCredentials(Keys keys, Position position) {
        this.keys = keys;
        this.position = position;
    }

    @Override
    public String kind() {
        return "AWS signature, version 4";
    }

    @Override
    public Position position() {
        return position;
    }

    /** The session token is not among them: only keys that expire have one. */
    @Override
    public List<VariableUse> uses() {
        return Stream.of(keys.accessKeyId(), keys.secretAccessKey(), keys.region(), keys.service())
                .flatMap(template -> template.uses().stream())
                .toList();
    }

    @Override
    public UpstreamRequest shown(UpstreamRequest request) {
        return request.with(new Header("Authorization", "AWS4-HMAC-SHA256 ***", true));
    }

    @Override
    public UpstreamRequest seal(UpstreamRequest request, Variables variables) {
        return AwsSignature.on(
                request,
                new AwsSignature.Login(
                        text(keys.accessKeyId(), variables),
                        text(keys.secretAccessKey(), variables),
                        text(keys.sessionToken(), variables)),
                text(keys.region(), variables),
                text(keys.service(), variables),
                Clock.systemUTC());
    }

    private static String text(Template template, Variables variables) {
        return template.render(variables).reveal().strip();
    }
}
