package dev.capstan.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a file itself has, at its root and under {@code capability}, for the lint rules. Read without telling: the readers
 * tell what is wrong with its keys.
 *
 * @param isStandalone whether there is no {@code capability}
 * @param consumes without imports, as are the others
 * @param units what the entries have, which most rules look at
 */
record Outline(
        Optional<Section> info,
        boolean isStandalone,
        List<Section> consumes,
        List<Adapter> exposes,
        List<Section> aggregates,
        List<Section> binds,
        List<Import> imports,
        Units units) {
    Outline {
        consumes = List.copyOf(consumes);
        exposes = List.copyOf(exposes);
        aggregates = List.copyOf(aggregates);
        binds = List.copyOf(binds);
        imports = List.copyOf(imports);
    }

    /** What is in the entries, in the order of the file; once for all rules. */
    record Units(
            List<Section> restResources,
            List<Section> restOperations,
            List<Section> tools,
            List<Section> functions,
            List<Section> consumedOperations) {
        static Units of(List<Section> consumes, List<Adapter> exposes, List<Section> aggregates) {
            var restResources = adapters("rest", exposes)
                    .flatMap(adapter -> adapter.named("resources", Part.REST_RESOURCE).stream())
                    .toList();
            return new Units(
                    restResources,
                    restResources.stream().flatMap(Outline::operations).toList(),
                    adapters("mcp", exposes)
                            .flatMap(adapter -> adapter.named("tools", Part.UNIT).stream())
                            .toList(),
                    aggregates.stream()
                            .flatMap(aggregate -> aggregate.named("functions", Part.FLOW).stream())
                            .toList(),
                    consumes.stream().flatMap(Units::consumedOperations).toList());
        }

        private static Stream<Section> adapters(String type, List<Adapter> exposes) {
            return exposes.stream().filter(adapter -> adapter.is(type)).map(Adapter::section);
        }

        private static Stream<Section> consumedOperations(Section api) {
            return Stream.concat(
                    consumedResources(api).flatMap(Outline::consumedOperations),
                    api.named("operations", Part.CONSUMED_OPERATION).stream());
        }
    }

    /** An entry of {@code exposes}. */
    record Adapter(String type, Section section) {
        boolean is(String other) {
            return type.equals(other);
        }
    }

    /**
     * An entry that stands for what another file has.
     *
     * @param word of the section that it is in
     */
    record Import(String word, Section section) {
        /** What the entry is called here. */
        Optional<Located<String>> name() {
            return section.text("as")
                    .filter(name -> !name.value().isBlank())
                    .or(() ->
                            section.text("import").filter(name -> !name.value().isBlank()));
        }
    }

    static Outline of(Node.Mapping document) {
        var root = Section.silent(document, Part.ROOT);
        var body = root.section("capability", Part.CAPABILITY);
        var imports = new ArrayList<Import>();
        var consumes = sections(own("consumes", root, body, imports), Part.CONSUMES);
        var exposes = own("exposes", root, body, imports).stream()
                .map(Outline::adapter)
                .toList();
        // Of the sections, only this one is keyed in some files.
        var aggregates = Stream.concat(Stream.of(root), body.stream())
                .flatMap(owner -> owner.named("aggregates", Part.AGGREGATE).stream())
                .filter(aggregate -> !ImportResolver.isImport("aggregates", aggregate.mapping()))
                .toList();
        own("aggregates", root, body, imports);
        var binds = own("binds", root, body, imports);
        return new Outline(
                root.section("info", Part.INFO),
                !root.has("capability"),
                consumes,
                exposes,
                aggregates,
                sections(binds, Part.BIND),
                imports,
                Units.of(consumes, exposes, aggregates));
    }

    /** The entries of a section that are no imports; those are put into their list. */
    private static List<Node.Mapping> own(String word, Section root, Optional<Section> body, List<Import> imports) {
        var own = new ArrayList<Node.Mapping>();
        Stream.concat(root.items(word).stream(), body.stream().flatMap(it -> it.items(word).stream()))
                .filter(Node.Mapping.class::isInstance)
                .map(Node.Mapping.class::cast)
                .forEach(entry -> {
                    if (ImportResolver.isImport(word, entry)) {
                        imports.add(new Import(word, Section.silent(entry, Part.IMPORT)));
                    } else {
                        own.add(entry);
                    }
                });
        return own;
    }

    private static List<Section> sections(List<Node.Mapping> entries, Part part) {
        return entries.stream().map(entry -> Section.silent(entry, part)).toList();
    }

    private static Adapter adapter(Node.Mapping entry) {
        var written = ExposesReader.type(entry);
        var type = written.equals("api") ? "rest" : written;
        var part = switch (type) {
            case "mcp" -> Part.MCP;
            case "skill" -> Part.SKILL_ADAPTER;
            case "control" -> Part.CONTROL;
            default -> Part.REST;
        };
        return new Adapter(type, Section.silent(entry, part));
    }

    // --- what is in the entries ---

    Stream<Section> adapters(String type) {
        return Units.adapters(type, exposes);
    }

    Stream<Section> restResources() {
        return units.restResources().stream();
    }

    /** The operations of an exposed resource; one with a method of its own is its only operation. */
    static Stream<Section> operations(Section resource) {
        return resource.has("method") && !resource.has("operations")
                ? Stream.of(resource.as(Part.UNIT))
                : resource.named("operations", Part.UNIT).stream();
    }

    Stream<Section> restOperations() {
        return units.restOperations().stream();
    }

    Stream<Section> tools() {
        return units.tools().stream();
    }

    Stream<Section> functions() {
        return units.functions().stream();
    }

    Stream<Section> consumedOperations() {
        return units.consumedOperations().stream();
    }

    static Stream<Section> consumedResources(Section api) {
        return api.named("resources", Part.CONSUMED_RESOURCE).stream();
    }

    static Stream<Section> consumedOperations(Section resource) {
        return resource.has("method") && !resource.has("operations")
                ? Stream.of(resource.as(Part.CONSUMED_OPERATION))
                : resource.named("operations", Part.CONSUMED_OPERATION).stream();
    }
}
