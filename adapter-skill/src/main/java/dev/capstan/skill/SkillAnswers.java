package dev.capstan.skill;

import dev.capstan.exposure.FolderFiles.Entry;
import dev.capstan.failure.Failure;
import dev.capstan.failure.FailureCode;
import dev.capstan.http.ProblemDetails;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.ETag;
import io.undertow.util.ETagUtils;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.MimeMappings;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The one place where what is known of skills becomes an HTTP response. */
final class SkillAnswers {
    private static final JsonMapper JSON = new JsonMapper();

    private static final MimeMappings TYPES = MimeMappings.builder()
            .addMapping("md", "text/markdown")
            .addMapping("yaml", "application/yaml")
            .addMapping("yml", "application/yaml")
            .addMapping("toml", "application/toml")
            .addMapping("csv", "text/csv")
            .build();

    private SkillAnswers() {}

    static void write(SkillPages.Page page, HttpServerExchange exchange) {
        if (!isKnown(page.tag(), exchange)) {
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
            exchange.getResponseSender().send(ByteBuffer.wrap(page.json()));
        }
    }

    static void writeContents(String name, List<Entry> files, HttpServerExchange exchange) {
        var contents = new LinkedHashMap<String, Object>();
        contents.put("name", name);
        contents.put("files", files.stream().map(SkillAnswers::file).toList());
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        exchange.getResponseSender().send(ByteBuffer.wrap(JSON.writeValueAsBytes(contents)));
    }

    private static Map<String, Object> file(Entry file) {
        var json = new LinkedHashMap<String, Object>();
        json.put("path", file.path());
        json.put("size", file.size());
        json.put("type", type(file.path()));
        return json;
    }

    private static String type(String path) {
        var type = TYPES.getMimeType(path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
        return type == null ? "application/octet-stream" : type;
    }

    /** A page among the files must not call what else is on this listener, so browsers show it apart and run nothing. */
    static void writeFile(Entry file, HttpServerExchange exchange) throws IOException {
        if (isKnown(SkillFiles.tag(file), exchange)) {
            return;
        }
        var headers = exchange.getResponseHeaders();
        headers.put(Headers.CONTENT_TYPE, type(file.path()));
        headers.put(Headers.CONTENT_LENGTH, file.size());
        headers.put(Headers.X_CONTENT_TYPE_OPTIONS, "nosniff");
        headers.put(new HttpString("Content-Security-Policy"), "sandbox; default-src 'none'");
        if (!exchange.getRequestMethod().equals(Methods.HEAD)) {
            exchange.startBlocking();
            SkillDownload.copy(file, exchange.getOutputStream());
        }
        exchange.endExchange();
    }

    /** Whether the caller has this version (RFC 9110, section 13.1.2); then it is told so. */
    private static boolean isKnown(ETag tag, HttpServerExchange exchange) {
        exchange.getResponseHeaders().put(Headers.ETAG, tag.toString());
        if (ETagUtils.handleIfNoneMatch(exchange, tag, true)) {
            return false;
        }
        exchange.setStatusCode(StatusCodes.NOT_MODIFIED).endExchange();
        return true;
    }

    /** Ends the answer to HEAD where the length that GET would have is not known; Undertow would say 0. */
    static void endWithoutLength(HttpServerExchange exchange) {
        exchange.addResponseWrapper((factory, same) -> {
            var conduit = factory.create();
            same.getResponseHeaders().remove(Headers.CONTENT_LENGTH);
            return conduit;
        });
        exchange.endExchange();
    }

    /** Several adapters have the skill, or a route has the path; the caller chooses. */
    static void writeAmbiguous(List<String> candidates, HttpServerExchange exchange) {
        ProblemDetails.writeAmbiguous(
                FailureCode.SKILL_AMBIGUOUS, "This path is claimed more than once.", candidates, exchange);
    }

    /** In the place of an answer that may have been begun, so without what was said of that, such as its length. */
    static void write(Failure failure, HttpServerExchange exchange) {
        if (!exchange.isResponseStarted()) {
            exchange.getResponseHeaders().remove(Headers.CONTENT_LENGTH);
            exchange.getResponseHeaders().remove(Headers.CONTENT_DISPOSITION);
            exchange.getResponseHeaders().remove(Headers.ETAG);
        }
        ProblemDetails.write(failure, exchange);
    }
}
