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
import java.util.OptionalInt;
import java.util.stream.IntStream;

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
        illegalCharacter(value).ifPresent(at -> {
            throw new FailureException(Failure.invalidInput(List.of(new InputError(
                    name,
                    "has a character at position " + at + " that a header cannot carry (ASCII, no line breaks)"))));
        });
        set(new Header(name, value));
    }

    /** Sets a header whose value must not be shown. */
    void header(String name, Secret value) {
        illegalCharacter(value.reveal()).ifPresent(at -> {
            throw new FailureException(
                    FailureCode.SECRET_INVALID,
                    "The secret for the header " + name + " has a character at position " + at
                            + " that a header cannot carry (ASCII, no line breaks); the upstream was not called.");
        });
        set(new Header(name, value.reveal(), true));
    }

    /**
     * Adds a cookie to the one header that has all of them (RFC 6265, section 5.4).
     *
     * @throws FailureException when the name or the value has a character that a cookie cannot carry
     */
    void cookie(String name, String value) {
        if (!Header.isToken(name) || !isCookieValue(value)) {
            throw new FailureException(Failure.invalidInput(List.of(new InputError(
                    name,
                    "cannot be a cookie, which carries ASCII without blanks, quotes, commas, semicolons and"
                            + " backslashes"))));
        }
        var before = headers.stream()
                .filter(header -> header.name().equalsIgnoreCase("Cookie"))
                .findFirst();
        set(new Header("Cookie", before.map(header -> header.value() + "; ").orElse("") + name + "=" + value));
    }

    /** RFC 6265, section 4.1.1. */
    private static boolean isCookieValue(String value) {
        return value.chars().allMatch(c -> c > ' ' && c <= '~' && "\",;\\".indexOf(c) < 0);
    }

    private void set(Header header) {
        headers.removeIf(other -> other.name().equalsIgnoreCase(header.name()));
        headers.add(header);
    }

    /** Sets a header unless it is there. */
    void defaultHeader(String name, String value) {
        if (headers.stream().noneMatch(header -> header.name().equalsIgnoreCase(name))) {
            header(name, value);
        }
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

    UpstreamRequest build(String method, Origin origin) {
        return new UpstreamRequest(method, origin, target.toString(), headers, body);
    }

    /** RFC 9110, section 5.5: a line break would let a caller write headers of its own. The position is from 1. */
    private static OptionalInt illegalCharacter(String value) {
        return IntStream.range(0, value.length())
                .filter(i -> value.charAt(i) != '\t' && (value.charAt(i) < ' ' || value.charAt(i) > '~'))
                .map(i -> i + 1)
                .findFirst();
    }
}
