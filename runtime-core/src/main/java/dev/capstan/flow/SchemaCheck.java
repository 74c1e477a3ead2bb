package dev.capstan.flow;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.ValidationLimitExceededException;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.format.Format;
import com.networknt.schema.keyword.BaseKeywordValidator;
import com.networknt.schema.keyword.Keyword;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.path.NodePath;
import dev.capstan.failure.InputError;
import dev.capstan.value.JsonKind;
import dev.capstan.value.TextPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A compiled schema. The only class that sees the validator: it comes in with the first value that is checked, and its
 * messages stay out. Thread-safe.
 */
final class SchemaCheck {
    static final int MAX_TOLD = 20;
    private static final int MAX_SHOWN = 60;

    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDialect(
            Dialect.builder(Dialects.getDraft202012())
                    .formats(formats -> formats.replaceAll((name, format) -> new ShortFormat(format)))
                    .format(new Email())
                    .keyword(new UniqueItems())
                    .build(),
            registry -> registry
                    // There are no references; should there ever be one, nothing is fetched.
                    .schemaLoader(loader -> loader.fetchRemoteResources(false).block(address -> true))
                    .schemaCacheEnabled(false)
                    .schemaRegistryConfig(SchemaRegistryConfig.builder()
                            .regularExpressionFactory(
                                    pattern -> TextPattern.of(pattern).orElseThrow()::isIn)
                            .build()));

    /** A list of millions of numbers is a few megabytes, and seconds in which the thread serves nobody else. */
    private static final int MAX_STEPS = 1_000_000;

    private static final ExecutionConfig LIMITS = ExecutionConfig.builder()
            .formatAssertionsEnabled(true)
            .maxEvaluationSteps(MAX_STEPS)
            .build();

    private final Schema schema;

    SchemaCheck(ObjectNode words) {
        schema = REGISTRY.getSchema(words);
    }

    /** All that is wrong with a value, up to 20 mistakes. */
    List<InputError> of(String name, JsonNode value) {
        var errors = new Errors(name);
        try {
            schema.validate(errors, value);
        } catch (Enough e) {
            // What else is wrong shows in the next try.
        } catch (ValidationLimitExceededException e) {
            errors.told.add(new InputError(name, "has too many values to be checked"));
        }
        return errors.told;
    }

    /** Tells mistakes as they are found: a list of a million wrong items shall not become a million mistakes. */
    private final class Errors extends ExecutionContext {
        private final String name;
        private final List<InputError> told = new ArrayList<>();

        Errors(String name) {
            super(LIMITS);
            this.name = name;
        }

        @Override
        public void addError(Error error) {
            // A null counts as not given.
            if (error.getInstanceNode().isNull()) {
                return;
            }
            told.add(told(error));
            if (told.size() == MAX_TOLD) {
                throw new Enough();
            }
        }

        private InputError told(Error error) {
            var keyword = error.getKeyword();
            var isMember = keyword.equals("required") || keyword.equals("additionalProperties");
            var at = name
                    + error.getInstanceLocation()
                    + (isMember ? "/" + error.getProperty().replace("~", "~0").replace("/", "~1") : "");
            return new InputError(at, reason(keyword, error.getSchemaNode(), error.getInstanceNode(), known(error)));
        }
    }

    /** The members that the schema of the place knows. */
    private String known(Error error) {
        var place = error.getEvaluationPath().getParent();
        return schema.getSchemaNode().at(place.toString()).path("properties").propertyNames().stream()
                .limit(MAX_TOLD)
                .collect(Collectors.joining(", "));
    }

    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Enough() {
            super(null, null, false, false);
        }
    }

    // --- in our words ---

    private static String reason(String keyword, JsonNode said, JsonNode value, String known) {
        return switch (keyword) {
            case "type" -> "must be of type " + said.asString() + ", not " + kind(value);
            case "enum" -> "must be one of " + choices(said) + ", not " + shown(value);
            case "minimum" -> "must be at least " + said.asString() + ", not " + shown(value);
            case "maximum" -> "must be at most " + said.asString() + ", not " + shown(value);
            case "exclusiveMinimum" -> "must be more than " + said.asString() + ", not " + shown(value);
            case "exclusiveMaximum" -> "must be less than " + said.asString() + ", not " + shown(value);
            case "multipleOf" -> "must be a multiple of " + said.asString() + ", not " + shown(value);
            case "minLength" -> "must have at least " + count(said, "character") + ", not " + length(value);
            case "maxLength" -> "must have at most " + count(said, "character") + ", not " + length(value);
            case "minItems" -> "must have at least " + count(said, "item") + ", not " + value.size();
            case "maxItems" -> "must have at most " + count(said, "item") + ", not " + value.size();
            case "uniqueItems" -> "must not have the same item twice";
            case "pattern" -> "must match " + said.asString() + ", unlike " + shown(value);
            case "format" -> "must be " + format(said.asString()) + ", not " + shown(value);
            case "required" -> "is required";
            case "additionalProperties" -> "is not known here (known: " + known + ")";
            default -> "is not as '" + keyword + "' says";
        };
    }

    private static String kind(JsonNode value) {
        return JsonKind.of(value).label();
    }

    private static String shown(JsonNode value) {
        var text = value.asString("");
        return value.isContainer()
                ? "this " + kind(value)
                : "'" + (text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "..." : text) + "'";
    }

    private static String choices(JsonNode said) {
        return said.valueStream().limit(MAX_TOLD).map(JsonNode::asString).collect(Collectors.joining(", "))
                + (said.size() > MAX_TOLD ? ", ..." : "");
    }

    private static String count(JsonNode said, String what) {
        return said.asString() + " " + what + (said.asInt() == 1 ? "" : "s");
    }

    private static int length(JsonNode value) {
        var text = value.stringValue();
        return text.codePointCount(0, text.length());
    }

    private static String format(String name) {
        return switch (name) {
            case "date" -> "a date such as 2026-03-04";
            case "date-time" -> "a date and a time such as 2026-03-04T05:06:07Z";
            case "email" -> "an email address such as name@example.org";
            case "uri" -> "a URI such as https://example.org/a";
            case "uuid" -> "a UUID such as 123e4567-e89b-12d3-a456-426614174000";
            case "ipv4" -> "an IPv4 address such as 192.0.2.1";
            case "ipv6" -> "an IPv6 address such as 2001:db8::1";
            default -> name;
        };
    }

    // --- where we differ from the library ---

    /** Only short texts can be of a format, and expressions of the JDK do not stand long ones. */
    private record ShortFormat(Format format) implements Format {
        private static final int MAX_LENGTH = 4096;

        @Override
        public String getName() {
            return format.getName();
        }

        @Override
        public boolean matches(ExecutionContext execution, SchemaContext context, String text) {
            return text.length() <= MAX_LENGTH && format.matches(execution, context, text);
        }
    }

    /** The library knows all top-level domains of the internet, but there are others inside of companies. */
    private record Email() implements Format {
        @Override
        public String getName() {
            return "email";
        }

        @Override
        public boolean matches(ExecutionContext execution, SchemaContext context, String text) {
            var at = text.lastIndexOf('@');
            return at > 0 && at < text.length() - 1 && text.chars().noneMatch(c -> c <= ' ' || c == 0x7F);
        }
    }

    /** In a set by hashes, texts that all have one hash take for ever; in order they do not. */
    private static final class UniqueItems implements Keyword {
        @Override
        public String getValue() {
            return "uniqueItems";
        }

        @Override
        public KeywordValidator newValidator(
                SchemaLocation location, JsonNode said, Schema parent, SchemaContext context) {
            return new BaseKeywordValidator(this, said, location, parent, context) {
                @Override
                public void validate(ExecutionContext execution, JsonNode value, JsonNode root, NodePath at) {
                    var seen = new TreeSet<String>();
                    if (value.isArray() && !value.valueStream().allMatch(item -> seen.add(item.toString()))) {
                        execution.addError(error().instanceNode(value)
                                .instanceLocation(at)
                                .evaluationPath(execution.getEvaluationPath())
                                .build());
                    }
                }
            };
        }
    }
}
