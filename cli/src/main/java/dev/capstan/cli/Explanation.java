package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.cli.CallOptions.Target;
import dev.capstan.failure.FailureException;
import dev.capstan.failure.InputError;
import dev.capstan.flow.Answer;
import dev.capstan.flow.Flow;
import dev.capstan.flow.Input;
import dev.capstan.flow.Inputs;
import dev.capstan.flow.Location;
import dev.capstan.flow.RawInputs;
import dev.capstan.flow.Step;
import dev.capstan.mapping.OutputShape;
import dev.capstan.problem.Position;
import dev.capstan.script.Script;
import dev.capstan.upstream.BodyPart;
import dev.capstan.upstream.Header;
import dev.capstan.upstream.Origin;
import dev.capstan.upstream.RequestPart;
import dev.capstan.upstream.UpstreamOperation;
import dev.capstan.upstream.UpstreamRequest;
import dev.capstan.upstream.UpstreamTarget;
import dev.capstan.value.Operand;
import dev.capstan.value.PercentCoding;
import dev.capstan.value.Scope;
import dev.capstan.value.Secret;
import dev.capstan.value.StepOutput;
import dev.capstan.value.Value;
import dev.capstan.value.VariableUse;
import dev.capstan.value.Variables;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.node.JsonNodeFactory;

/** Tells how one call becomes an upstream request, without sending it. What is missing shows as {@code <name>}. */
final class Explanation {
    private static final Secret MASK = new Secret("***");
    private static final Origin STAND_IN = new Origin("http", "stand-in", -1);

    private final Target target;
    private final Variables variables;

    Explanation(Target target, Variables variables) {
        this.target = target;
        this.variables = variables;
    }

    /** @return whether the call could be made as it is */
    boolean print(PrintWriter out) {
        out.println(target.name() + "  ->  " + target.flow().operation() + "  (" + target.position() + ")");
        out.println();
        if (target.flow() instanceof Flow.Unavailable unavailable) {
            out.println("It cannot be called: " + unavailable.failure().detail());
            return false;
        }
        var steps = target.flow() instanceof Flow.Steps flow ? flow.steps() : List.<Step>of();
        var scope = scope(target.flow().inputs().list(), steps);
        if (target.flow() instanceof Flow.Call call) {
            request(call.upstream(), scope, out);
        }
        for (var i = 0; i < steps.size(); i++) {
            step(steps, i, scope, out);
        }
        answer(scope, out);
        out.println();
        out.println("Where it comes from");
        if (!target.authentication().isOpen()) {
            row(
                    "callers",
                    "must show " + target.authentication().asked(),
                    target.authentication().position(),
                    out);
        }
        target.flow().calls().forEach(upstream -> operation(upstream, out));
        inputs(scope, out);
        target.flow().calls().forEach(upstream -> parts(upstream, out));
        target.flow().uses().forEach(use -> variable(use, out));
        var refusal = refusal(scope);
        refusal.ifPresent(why -> {
            out.println();
            out.println("The call would be refused: " + why);
        });
        return refusal.isEmpty();
    }

    private Scope scope(List<Input> inputs, List<Step> steps) {
        var scope = new Scope(inputs.size(), steps.size());
        for (var slot = 0; slot < inputs.size(); slot++) {
            shown(inputs.get(slot), slot, scope);
        }
        for (var i = 0; i < steps.size(); i++) {
            scope.setOutput(i, new StepOutput.Expected(steps.get(i).name()));
        }
        return scope;
    }

    private void answer(Scope scope, PrintWriter out) {
        if (target.flow() instanceof Flow.Constant constant) {
            out.println("No upstream is called.");
            answer("of the file", Optional.of(constant.shape()), scope, out);
        } else if (target.flow() instanceof Flow.Call call) {
            answer(call.answer(), scope, out);
        } else if (target.flow() instanceof Flow.Steps steps) {
            steps.result()
                    .ifPresentOrElse(
                            shape -> answer("made of what the steps gave", steps.result(), scope, out),
                            () -> answer(steps.answer(), scope, out));
        }
    }

    private void answer(Answer answer, Scope scope, PrintWriter out) {
        answer(
                answer.description(),
                answer instanceof Answer.Shaped shaped ? Optional.of(shaped.shape()) : Optional.empty(),
                scope,
                out);
    }

    private void answer(String what, Optional<OutputShape> shape, Scope scope, PrintWriter out) {
        out.println();
        out.println("The answer, " + what);
        var source = new OutputShape.Source(JsonNodeFactory.instance.objectNode(), scope, name -> Optional.of(MASK));
        shape.ifPresent(it -> out.println(it.expected(source).toPrettyString()));
    }

    private void step(List<Step> steps, int number, Scope scope, PrintWriter out) {
        var step = steps.get(number);
        out.println((number == 0 ? "" : "\n") + "Step " + (number + 1) + " of " + steps.size() + ", " + step.name());
        if (step instanceof Step.Call call) {
            request(call.upstream(), scope, out);
        } else if (step instanceof Step.Script script) {
            script(script, out);
        } else if (step instanceof Step.Lookup lookup) {
            out.println("looks in the answer of " + steps.get(lookup.index()).name() + " for the entry whose '"
                    + lookup.match() + "' is "
                    + lookup.value()
                            .value(scope, variables)
                            .map(Explanation::shortened)
                            .orElse("missing"));
        }
    }

    /** It is not run, and what it would see may be secret. */
    private void script(Step.Script script, PrintWriter out) {
        var program = script.program();
        out.println("runs " + program.name() + before(program) + ", up to " + program.statements() + " statements and "
                + program.timeout().toMillis() + " ms");
        out.println("with context: "
                + String.join(", ", script.names(target.flow().inputs().list())));
    }

    private static String before(Script program) {
        var names = program.sources().stream().map(Script.Source::name).toList();
        return names.size() == 1 ? "" : " after " + String.join(", ", names.subList(0, names.size() - 1));
    }

    private void inputs(Scope scope, PrintWriter out) {
        var inputs = target.flow().inputs().list();
        for (var slot = 0; slot < inputs.size(); slot++) {
            input(inputs.get(slot), scope.value(slot), out);
        }
    }

    /** Where the fields of a form come from, each by itself. */
    private static void fields(RequestPart part, Inputs inputs, PrintWriter out) {
        if (part instanceof BodyPart.Multipart form) {
            form.parts()
                    .forEach(field -> row("  " + field.name(), source(field.value(), inputs), field.position(), out));
        } else if (part instanceof BodyPart.Form form) {
            form.fields()
                    .forEach(field -> row("  " + field.name(), source(field.operand(), inputs), form.position(), out));
        }
    }

    private static String source(Operand operand, Inputs inputs) {
        return operand instanceof Operand.Input input
                ? "from " + inputs.list().get(input.slot()).name()
                : operand instanceof Operand.Fixed ? "a text of the file" : "put together";
    }

    private void parts(UpstreamOperation upstream, PrintWriter out) {
        for (var part : upstream.parts()) {
            row(part.label(), "declared by the operation", part.position(), out);
            fields(part, target.flow().inputs(), out);
            for (var operand : part.operands()) {
                if (operand instanceof Operand.Fixed fixed && !fixed.position().equals(part.position())) {
                    row("", "with a text of the file", fixed.position(), out);
                }
            }
        }
        upstream.uses().forEach(use -> variable(use, out));
    }

    /** Why the call would not be made, in the words that its caller would get. */
    private Optional<String> refusal(Scope shown) {
        try {
            var flow = target.flow();
            var given = flow.inputs().read(target.inputs());
            UpstreamOperation.requireVariables(flow.operation(), flow.uses(), variables);
            for (var upstream : flow.calls()) {
                // Behind the first step the values of those before are not known, but the variables are.
                upstream.request(flow instanceof Flow.Steps ? shown : given, variables);
            }
            return Optional.empty();
        } catch (FailureException e) {
            return Optional.of(e.failure().detail());
        }
    }

    private void shown(Input input, int slot, Scope scope) {
        try {
            var value = Inputs.given(input, target.inputs());
            if (value.isPresent()) {
                scope.set(slot, value.get());
            } else if (input.shape().filler().isPresent()) {
                scope.set(slot, input.shape().filler().get());
            } else if (input.required()) {
                scope.set(slot, placeholder(input));
            }
        } catch (RawInputs.Unreadable e) {
            scope.set(slot, placeholder(input));
        }
    }

    private static Value placeholder(Input input) {
        var text = "<" + input.name() + ">";
        var isBody = input.location() == Location.BODY || input.location() == Location.BODY_ARGUMENT;
        return isBody
                ? new Value.Content(text.getBytes(UTF_8), Optional.of("application/json"), Optional.empty())
                : new Value.Text(text);
    }

    private void request(UpstreamOperation upstream, Scope scope, PrintWriter out) {
        try {
            var request = withStandIn(upstream).shown(scope, masked(upstream));
            print(request, url(upstream.target(), request), out);
        } catch (FailureException e) {
            out.println("No request can be made of these values: "
                    + e.failure().errors().stream()
                            .map(InputError::toString)
                            .findFirst()
                            .orElse(e.failure().detail()));
        }
    }

    /** What a call needs shows as three stars, set or not; what it can do without only when it is set. */
    private Variables masked(UpstreamOperation operation) {
        var needed = operation.uses().stream().map(VariableUse::name).collect(Collectors.toSet());
        return name -> needed.contains(name) || variables.find(name).isPresent() ? Optional.of(MASK) : Optional.empty();
    }

    /** A host that depends on variables is shown as it is written: it may be a secret, such as that of a web hook. */
    private static UpstreamOperation withStandIn(UpstreamOperation operation) {
        return operation.target() instanceof UpstreamTarget.Templated target
                ? operation.to(new UpstreamTarget.Fixed(
                        new UpstreamTarget.Place(target.elsewhere().orElse(STAND_IN), Optional.empty(), ""),
                        target.baseUri(),
                        target.position()))
                : operation;
    }

    private static String url(UpstreamTarget target, UpstreamRequest request) {
        if (!(target instanceof UpstreamTarget.Templated templated)
                || templated.elsewhere().isPresent()) {
            return readable(request.url());
        }
        var written = templated.isWhole()
                ? templated.baseUri()
                : templated.baseUri().replaceFirst("^([^:]*://[^/]*).*", "$1");
        return written.replaceAll("/+$", "") + readable(request.target());
    }

    private static void print(UpstreamRequest request, String url, PrintWriter out) {
        out.println(request.method() + " " + url);
        request.headers().stream().map(Header::toString).forEach(out::println);
        request.body().ifPresent(body -> {
            out.println("Content-Length: " + body.length());
            out.println();
            ShownBody.of(request).ifPresent(out::println);
        });
    }

    /** Placeholders and masks are read better as they are. */
    private static String readable(String url) {
        return url.replaceAll(PercentCoding.encode("<") + "([A-Za-z0-9_.-]+)" + PercentCoding.encode(">"), "<$1>")
                .replace(PercentCoding.encode("***"), "***");
    }

    private static void operation(UpstreamOperation operation, PrintWriter out) {
        row("operation", operation.method() + " of " + operation.name(), operation.position(), out);
        var target = operation.target();
        row(
                "base URI",
                target.baseUri(),
                target.position().map(Position::toString).orElse("--base-uri"),
                out);
        row("path", operation.path().toString(), operation.path().position(), out);
        row(
                "credentials",
                operation.credentials().kind(),
                operation.credentials().position(),
                out);
        operation.paging().ifPresent(paging -> row("pages", paging.label(), paging.position(), out));
    }

    private static void input(Input input, Optional<Value> value, PrintWriter out) {
        var shown = value.map(Explanation::shortened).orElse("not given");
        row(input.name(), input.location().label() + ": " + shown, input.position(), out);
    }

    private static String shortened(Value value) {
        if (value instanceof Value.Uploads uploads) {
            return uploads.files().stream()
                    .map(file -> "<" + file.bytes().length + " bytes>")
                    .collect(Collectors.joining(" "));
        }
        var text = value.text();
        return text.length() > 60 ? text.substring(0, 57) + "..." : text;
    }

    private void variable(VariableUse use, PrintWriter out) {
        var from = use.location().map(place -> " of " + place.written()).orElse("");
        var value = use.isMissing(variables) ? ", not set" : ", set: ***";
        row(use.name(), "variable" + from + value, use.position(), out);
    }

    private static void row(String what, String value, Position from, PrintWriter out) {
        row(what, value, from.toString(), out);
    }

    private static void row(String what, String value, String from, PrintWriter out) {
        out.printf("  %-18s %-58s %s%n", what, value, from);
    }
}
