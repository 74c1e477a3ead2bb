package dev.capstan.upstream;

import dev.capstan.failure.Failure;
import dev.capstan.failure.FailureCode;
import dev.capstan.failure.FailureException;
import dev.capstan.failure.InputError;
import dev.capstan.value.PercentCoding;
import dev.capstan.value.Secret;
import dev.capstan.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A request in the making. Belongs to one call. */
final class RequestDraft {
    private final StringBuilder target;
    private final List<Header> headers = new ArrayList<>();
    private Optional<RequestBody> body = Optional.empty();
    private boolean hasQuery;

    /** @param path encoded, starting with a slash */
    RequestDraft(StringBuilder path) {
        target = path;
    }

    /** Appends one query parameter; the name is encoded already. */
    void query(String encodedName, String value) {
        separate().append(encodedName).append('=');
        PercentCoding.encode(value, target);
    }

    /** Appends one query parameter in place of all of the same name, so that no caller can put another one before it. */
    void query(String name, Secret value) {
        var start = target.indexOf("?");
        if (start >= 0) {
            var others = Stream.of(target.substring(start + 1).split("&"))
                    .filter(pair -> !PercentCoding.decode(pair.split("=", 2)[0], true)
                            .filter(name::equals)
                            .isPresent())
                    .collect(Collectors.joining("&"));
            target.setLength(start);
            hasQuery = false;
            encodedQuery(others);
        }
        query(PercentCoding.encode(name), value.reveal());
    }

    /** Appends query parameters that are encoded already; nothing when there are none. */
    void encodedQuery(String query) {
        if (!query.isEmpty()) {
            separate().append(query);
        }
    }

    private StringBuilder separate() {
        target.append(hasQuery ? '&' : '?');
        hasQuery = true;
        return target;
    }

    /** Sets a header, in place of one of the same name. */
    void header(String name, String value) {
        Header.illegalCharacter(value).ifPresent(at -> {
            throw new FailureException(Failure.invalidInput(List.of(new InputError(
                    name,
                    "has a character at position " + at + " that a header cannot carry (ASCII, no line breaks)"))));
        });
        set(new Header(name, value));
    }

    /** Sets a header whose value must not be shown. */
    void header(String name, Secret value) {
        Header.illegalCharacter(value.reveal()).ifPresent(at -> {
            throw Header.unusableSecret(name, at);
        });
        set(new Header(name, value.reveal(), true));
    }

    /**
     * Adds a cookie to the one header that has all of them (RFC 6265, section 5.4), in place of one of the same name.
     *
     * @throws FailureException when the name or the value has a character that a cookie cannot carry
     */
    void cookie(String name, String value) {
        illegalInCookie(name, value).ifPresent(what -> {
            throw new FailureException(Failure.invalidInput(List.of(new InputError(name, what))));
        });
        addCookie(name, value, false);
    }

    /** Adds a cookie whose value must not be shown; then no cookie of the request is. */
    void cookie(String name, Secret value) {
        illegalInCookie(name, value.reveal()).ifPresent(what -> {
            throw new FailureException(
                    FailureCode.SECRET_INVALID,
                    "The secret for the cookie " + name + " " + what + "; the upstream was not called.");
        });
        addCookie(name, value.reveal(), true);
    }

    private void addCookie(String name, String value, boolean isSecret) {
        var others = headers.stream()
                .filter(header -> header.name().equalsIgnoreCase("Cookie"))
                .findFirst();
        var before = others.stream()
                .flatMap(header -> Stream.of(header.value().split(";")))
                .map(String::strip)
                .filter(cookie -> !cookie.startsWith(name + "="));
        set(new Header(
                "Cookie",
                Stream.concat(before, Stream.of(name + "=" + value)).collect(Collectors.joining("; ")),
                isSecret || others.filter(Header::secret).isPresent()));
    }

    private void set(Header header) {
        var at = indexOf(header.name());
        if (at < 0) {
            headers.add(header);
        } else {
            headers.set(at, header);
        }
    }

    /** Sets a header unless it is there. */
    void defaultHeader(String name, String value) {
        if (!has(name)) {
            header(name, value);
        }
    }

    /** Sets a header of this program unless it is there. */
    void defaultHeader(Header header) {
        if (!has(header.name())) {
            headers.add(header);
        }
    }

    /** Adds trace context; what the file sets itself stays, and with its own trace goes no state of another one. */
    void trace(List<Header> context) {
        if (context.isEmpty()) {
            return;
        }
        var hasOwnTrace = has("traceparent");
        for (var header : context) {
            if (!has(header.name()) && !(hasOwnTrace && header.name().equals("tracestate"))) {
                headers.add(header);
            }
        }
    }

    private boolean has(String name) {
        return indexOf(name) >= 0;
    }

    private int indexOf(String name) {
        for (var i = 0; i < headers.size(); i++) {
            if (headers.get(i).name().equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    /** Sets a body as a caller sent it. */
    void content(Value.Content content, String mediaType) {
        content.encoding().ifPresent(encoding -> header("Content-Encoding", encoding));
        defaultHeader("Content-Type", mediaType);
        body(new RequestBody(content.bytes()));
    }

    void body(RequestBody bytes) {
        body = Optional.of(bytes);
    }

    /** Adds a secret to the body: a member of its JSON object, or a field of its form. */
    void bodyMember(String name, Secret value) {
        var member = new BodyMember(name, value);
        if (body.isEmpty()) {
            defaultHeader("Content-Type", "application/json");
            body(member.alone());
            return;
        }
        var mediaType = headers.stream()
                .filter(header -> header.name().equalsIgnoreCase("Content-Type"))
                .map(Header::value)
                .findFirst()
                .orElse("application/octet-stream");
        body(member.addedTo(body.get(), mediaType));
    }

    UpstreamRequest build(String method, Origin origin) {
        return new UpstreamRequest(method, origin, target.toString(), headers, body);
    }

    /** RFC 6265, section 4.1.1; the position is from 1. */
    private static Optional<String> illegalInCookie(String name, String value) {
        if (!Header.isToken(name)) {
            return Optional.of("is no name that a cookie can have (letters, digits and -_.!#$%&'*+^`|~)");
        }
        var isQuoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        var from = isQuoted ? 1 : 0;
        return IntStream.range(from, value.length() - from)
                .filter(i -> value.charAt(i) <= ' ' || value.charAt(i) > '~' || "\",;\\".indexOf(value.charAt(i)) >= 0)
                .mapToObj(i -> "has a character at position " + (i + 1)
                        + " that a cookie cannot carry (ASCII without blanks, quotes, commas, semicolons and"
                        + " backslashes)")
                .findFirst();
    }
}
