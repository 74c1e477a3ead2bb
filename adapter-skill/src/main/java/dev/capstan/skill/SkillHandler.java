package dev.capstan.skill;

import dev.capstan.catalog.SkillMatch;
import dev.capstan.catalog.SkillSet;
import dev.capstan.catalog.SkillSite;
import dev.capstan.exposure.AccessPolicy;
import dev.capstan.exposure.Authentication;
import dev.capstan.exposure.Caller;
import dev.capstan.exposure.Refusal;
import dev.capstan.failure.Failure;
import dev.capstan.failure.FailureCode;
import dev.capstan.flow.FlowExecutor;
import dev.capstan.http.ExchangeCaller;
import dev.capstan.http.ProblemDetails;
import dev.capstan.http.RequestPath;
import dev.capstan.value.Variables;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xnio.IoUtils;

/**
 * Serves the skills of one listener, all with GET: {@code /skills}, {@code /skills/{name}}, and its {@code download},
 * {@code contents} and {@code contents/{file}} (format, section on skills). Lists and descriptions are sent from the I/O
 * thread, files are read and sent from a worker thread. Needs {@code UndertowOptions.DECODE_URL} to be off.
 */
public final class SkillHandler implements HttpHandler {
    private static final String ALLOWED = "GET, HEAD, OPTIONS";

    private final SkillSite site;
    private final SkillPages pages;
    private final AccessPolicy access;
    private final Variables variables;

    /** @param variables with the secrets that callers must show */
    public SkillHandler(SkillSite site, AccessPolicy access, Variables variables) {
        this.site = site;
        this.variables = variables;
        this.pages = new SkillPages(site);
        this.access = access;
    }

    /** The paths of skills, and behind them what else is on this listener. */
    public HttpHandler before(HttpHandler other) {
        return exchange -> {
            var match = match(exchange);
            if (match instanceof SkillMatch.Elsewhere) {
                other.handleRequest(exchange);
            } else {
                handle(match, exchange);
            }
        };
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        handle(match(exchange), exchange);
    }

    private SkillMatch match(HttpServerExchange exchange) {
        return site.match(exchange.getRequestMethod().toString(), RequestPath.of(exchange));
    }

    private void handle(SkillMatch match, HttpServerExchange exchange) {
        var refusal = access.refuse(header(exchange, Headers.HOST), header(exchange, Headers.ORIGIN));
        if (refusal.isPresent()) {
            ProblemDetails.write(refusal.get(), exchange);
        } else if (match instanceof SkillMatch.Elsewhere) {
            SkillAnswers.write(
                    Failure.of(
                            FailureCode.ROUTE_NOT_FOUND,
                            "Nothing is served at this path; /skills lists the skills of this port."),
                    exchange);
        } else if (isRead(exchange)) {
            read(match, exchange);
        } else {
            refuseMethod(exchange);
        }
    }

    private static boolean isRead(HttpServerExchange exchange) {
        return exchange.getRequestMethod().equals(Methods.GET)
                || exchange.getRequestMethod().equals(Methods.HEAD);
    }

    private static void refuseMethod(HttpServerExchange exchange) {
        exchange.getResponseHeaders().put(Headers.ALLOW, ALLOWED);
        if (exchange.getRequestMethod().equals(Methods.OPTIONS)) {
            exchange.setStatusCode(204).endExchange();
            return;
        }
        SkillAnswers.write(
                Failure.of(FailureCode.METHOD_WRONG, "This path has the methods " + ALLOWED + "."), exchange);
    }

    private void read(SkillMatch match, HttpServerExchange exchange) {
        if (match instanceof SkillMatch.Index index) {
            list(index.set(), exchange);
        } else if (match instanceof SkillMatch.Ambiguous ambiguous) {
            offerChoice(ambiguous.candidates(), exchange);
        } else if (match instanceof SkillMatch.Details details) {
            admitted(details.skill(), exchange, () -> SkillAnswers.write(pages.of(details.skill()), exchange));
        } else if (match instanceof SkillMatch.Contents contents) {
            admitted(contents.skill(), exchange, () -> exchange.dispatch(() -> readFiles(match, exchange)));
        } else if (match instanceof SkillMatch.Download download) {
            admitted(download.skill(), exchange, () -> exchange.dispatch(() -> readFiles(match, exchange)));
        } else if (match instanceof SkillMatch.File file) {
            admitted(file.skill(), exchange, () -> exchange.dispatch(() -> readFiles(match, exchange)));
        } else {
            SkillAnswers.write(
                    Failure.of(
                            FailureCode.SKILL_NOT_FOUND,
                            "There is no skill of this name; /skills lists those there are."),
                    exchange);
        }
    }

    private void admitted(SkillSet.Listed skill, HttpServerExchange exchange, Runnable answer) {
        skill.authentication()
                .refuse(new ExchangeCaller(exchange), variables)
                .ifPresentOrElse(refusal -> ProblemDetails.write(refusal, exchange), answer);
    }

    /** What the caller may read; only who may read nothing of it is asked for credentials. */
    private void list(SkillSet set, HttpServerExchange exchange) {
        var caller = new ExchangeCaller(exchange);
        var refusals = new ArrayList<Refusal>();
        var open = set.only(skill -> admits(skill.authentication(), caller, refusals));
        if (refusals.isEmpty()) {
            SkillAnswers.write(pages.of(set), exchange);
        } else if (open.skills().isEmpty()) {
            ProblemDetails.write(Refusal.of(refusals), exchange);
        } else {
            SkillAnswers.write(SkillPages.made(open), exchange);
        }
    }

    /** The choice is between what the caller may read, and stays one when that is a single path. */
    private void offerChoice(List<SkillMatch.Candidate> candidates, HttpServerExchange exchange) {
        var caller = new ExchangeCaller(exchange);
        var refusals = new ArrayList<Refusal>();
        var open = candidates.stream()
                .filter(candidate -> admits(candidate.authentication(), caller, refusals))
                .map(SkillMatch.Candidate::canonicalPath)
                .sorted()
                .toList();
        if (open.isEmpty()) {
            ProblemDetails.write(Refusal.of(refusals), exchange);
        } else {
            SkillAnswers.writeAmbiguous(open, exchange);
        }
    }

    private boolean admits(Authentication authentication, Caller caller, List<Refusal> refusals) {
        var refusal = authentication.refuse(caller, variables);
        refusal.ifPresent(refusals::add);
        return refusal.isEmpty();
    }

    private static void readFiles(SkillMatch match, HttpServerExchange exchange) {
        try {
            if (match instanceof SkillMatch.Contents contents) {
                SkillAnswers.writeContents(
                        contents.skill().name(), files(contents.skill()).list(), exchange);
            } else if (match instanceof SkillMatch.Download download) {
                SkillDownload.write(
                        download.skill().name(), files(download.skill()).list(), exchange);
            } else if (match instanceof SkillMatch.File file) {
                SkillAnswers.writeFile(files(file.skill()).find(file.names()), exchange);
            }
        } catch (SkillFiles.Refused e) {
            SkillAnswers.write(e.failure(), exchange);
        } catch (IOException e) {
            broken(exchange);
        } catch (RuntimeException e) {
            SkillAnswers.write(FlowExecutor.unexpected("the files of a skill", e), exchange);
        }
    }

    private static SkillFiles files(SkillSet.Listed skill) throws SkillFiles.Refused {
        return SkillFiles.of(skill.skill().folder());
    }

    /** Either the caller has gone, or a file has while it was sent; an answer that is cut off must not look whole. */
    private static void broken(HttpServerExchange exchange) {
        if (exchange.isResponseStarted()) {
            IoUtils.safeClose(exchange.getConnection());
            exchange.endExchange();
            return;
        }
        SkillAnswers.write(
                Failure.of(FailureCode.SKILL_FILE_NOT_FOUND, "The file or folder cannot be read any more."), exchange);
    }

    private static Optional<String> header(HttpServerExchange exchange, HttpString name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }
}
