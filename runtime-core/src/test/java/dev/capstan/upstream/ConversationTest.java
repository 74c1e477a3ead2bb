package dev.capstan.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capstan.problem.Position;
import dev.capstan.value.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Who gives up a call gives up the message that is under way, but not a token for which others wait. */
class ConversationTest {
    private static final Position HERE = new Position("a.yaml", 1, 1);
    private static final UpstreamRequest REQUEST =
            new UpstreamRequest("GET", Origin.of("https://api.test").orElseThrow(), "/", List.of(), Optional.empty());

    private final Client client = new Client();

    /** Answers when the test says so. */
    private static final class Client implements UpstreamClient {
        final List<UpstreamRequest> requests = new ArrayList<>();
        final List<CompletableFuture<UpstreamResponse>> answers = new ArrayList<>();

        @Override
        public CompletableFuture<UpstreamResponse> send(UpstreamRequest request) {
            requests.add(request);
            var answer = new CompletableFuture<UpstreamResponse>();
            answers.add(answer);
            return answer;
        }

        void answer(int number, int status, String header, String body) {
            answers.get(number)
                    .complete(new UpstreamResponse(
                            status,
                            List.of(new Header("WWW-Authenticate", header)),
                            body.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        }

        @Override
        public void close() {}
    }

    private static OAuth2Credentials oauth2() {
        return new OAuth2Credentials(
                "api",
                new OAuth2Credentials.Texts(
                        Template.literal("https://id.test/token"),
                        false,
                        false,
                        Template.literal("id"),
                        Template.literal("secret"),
                        Optional.empty(),
                        Template.literal(""),
                        Template.literal(""),
                        Template.literal("")),
                Optional.empty(),
                HERE);
    }

    private CompletableFuture<UpstreamResponse> send(Credentials credentials) {
        return credentials.send(REQUEST, name -> Optional.empty(), client);
    }

    @Test
    void aTokenRequestGoesOnForTheOthers() {
        var credentials = oauth2();
        var first = send(credentials);
        var second = send(credentials);

        first.cancel(true);
        assertThat(client.answers).hasSize(1);
        assertThat(client.answers.get(0)).isNotCancelled();

        client.answer(0, 200, "", "{\"access_token\":\"t\",\"expires_in\":60}");
        assertThat(client.requests)
                .extracting(UpstreamRequest::url)
                .containsExactly("https://id.test/token", "https://api.test/");
        client.answer(1, 200, "", "");
        assertThat(second.join().status()).isEqualTo(200);
    }

    @Test
    void theMessageUnderWayIsGivenUp() {
        var call = send(oauth2());
        client.answer(0, 200, "", "{\"access_token\":\"t\",\"expires_in\":60}");

        call.cancel(true);
        assertThat(client.answers.get(1)).isCancelled();
    }

    @Test
    void soIsTheSecondMessageOfDigest() {
        var call = send(new DigestCredentials(Template.literal("a"), Template.literal("b"), HERE));
        client.answer(0, 401, "Digest nonce=x, qop=auth", "");
        assertThat(client.requests).hasSize(2);

        call.cancel(true);
        assertThat(client.answers.get(1)).isCancelled();
    }

    @Test
    void noneFollowsAfterwards() {
        var call = send(new DigestCredentials(Template.literal("a"), Template.literal("b"), HERE));
        call.cancel(true);
        client.answer(0, 401, "Digest nonce=x, qop=auth", "");

        assertThat(client.requests).hasSize(1);
    }
}
