package dev.capstan.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;

/** The order of the packages, see docs/decisions. */
@AnalyzeClasses(packages = "dev.capstan", importOptions = ArchitectureTest.NoTests.class)
class ArchitectureTest {
    /** Wherever the build puts test classes. */
    static final class NoTests implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/");
        }
    }

    private static final String[] CORE = {
        "dev.capstan.problem..",
        "dev.capstan.failure..",
        "dev.capstan.value..",
        "dev.capstan.format..",
        "dev.capstan.mapping..",
        "dev.capstan.bind..",
        "dev.capstan.upstream..",
        "dev.capstan.script..",
        "dev.capstan.flow..",
        "dev.capstan.exposure..",
        "dev.capstan.spec..",
        "dev.capstan.compile..",
        "dev.capstan.catalog.."
    };

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("dev.capstan.(*)..").should().beFreeOfCycles();

    /** Each layer may be used only by those that are named; what is not named must not use it. */
    @ArchTest
    static final ArchRule bottomUp = Architectures.layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("problem")
            .definedBy("dev.capstan.problem..")
            .layer("failure")
            .definedBy("dev.capstan.failure..")
            .layer("value")
            .definedBy("dev.capstan.value..")
            .layer("format")
            .definedBy("dev.capstan.format..")
            .layer("mapping")
            .definedBy("dev.capstan.mapping..")
            .layer("bind")
            .definedBy("dev.capstan.bind..")
            .layer("upstream")
            .definedBy("dev.capstan.upstream..")
            .layer("script")
            .definedBy("dev.capstan.script..")
            .layer("flow")
            .definedBy("dev.capstan.flow..")
            .layer("exposure")
            .definedBy("dev.capstan.exposure..")
            .layer("spec")
            .definedBy("dev.capstan.spec..")
            .layer("compile")
            .definedBy("dev.capstan.compile..")
            .layer("catalog")
            .definedBy("dev.capstan.catalog..")
            .layer("http")
            .definedBy("dev.capstan.http..")
            .layer("undertow")
            .definedBy("dev.capstan.undertow..")
            .layer("rest")
            .definedBy("dev.capstan.rest..")
            .layer("mcp")
            .definedBy("dev.capstan.mcp..")
            .layer("skill")
            .definedBy("dev.capstan.skill..")
            .layer("conformance")
            .definedBy("dev.capstan.conformance..")
            .layer("cli")
            .definedBy("dev.capstan.cli..")
            .whereLayer("bind")
            .mayOnlyBeAccessedByLayers("compile", "cli")
            .whereLayer("format")
            .mayOnlyAccessLayers("value")
            .whereLayer("script")
            .mayOnlyAccessLayers("problem", "failure", "value")
            .whereLayer("spec")
            .mayOnlyBeAccessedByLayers("compile")
            .whereLayer("compile")
            .mayOnlyBeAccessedByLayers("catalog", "cli")
            .whereLayer("catalog")
            .mayOnlyBeAccessedByLayers("rest", "mcp", "skill", "cli")
            .whereLayer("exposure")
            .mayOnlyBeAccessedByLayers("compile", "catalog", "http", "rest", "mcp", "skill", "cli")
            .whereLayer("format")
            .mayOnlyBeAccessedByLayers("flow", "compile")
            .whereLayer("mapping")
            .mayOnlyBeAccessedByLayers("flow", "compile", "cli")
            .whereLayer("flow")
            .mayOnlyBeAccessedByLayers("exposure", "compile", "catalog", "rest", "mcp", "skill", "cli")
            .whereLayer("http")
            .mayOnlyBeAccessedByLayers("rest", "mcp", "skill", "cli")
            .whereLayer("undertow")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("undertow")
            .mayOnlyAccessLayers("failure", "upstream")
            .whereLayer("rest")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("mcp")
            .mayOnlyBeAccessedByLayers("conformance", "cli")
            .whereLayer("conformance")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("skill")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule theCoreKnowsNoServer = noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.undertow..", "org.xnio..", "io.modelcontextprotocol..", "picocli..");

    /** So that a start that needs no format but JSON does not load the others, and each can be exchanged. */
    @ArchTest
    static final ArchRule onlyFormatKnowsTheLibrariesOfFormats = noClasses()
            .that()
            .resideOutsideOfPackage("dev.capstan.format..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.jsoup..", "org.commonmark..", "tools.jackson.dataformat.csv..");

    /** It is there in the processes that run scripts, and nowhere else. */
    @ArchTest
    static final ArchRule onlyTheHostOfScriptsKnowsTheEngine = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.capstan.script.ScriptHost")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.graalvm..");

    @ArchTest
    static final ArchRule fewClassesKnowTheLibrariesOfBinaryFormats = noClasses()
            .that()
            .haveNameNotMatching("dev\\.capstan\\.format\\.(Avro|Proto).*")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.avro..",
                    "com.fasterxml.jackson.core..",
                    "com.fasterxml.jackson.databind..",
                    "com.squareup.wire..",
                    "okio..",
                    "kotlin..");

    @ArchTest
    static final ArchRule onlyTheMcpAdapterKnowsTheSdk = noClasses()
            .that()
            .resideOutsideOfPackage("dev.capstan.mcp..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.modelcontextprotocol..");

    @ArchTest
    static final ArchRule onlyOneClassKnowsVault = noClasses()
            .that()
            .doNotHaveSimpleName("VaultStore")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.github.jopenlibs..");

    /** It is large, and is not loaded where nothing is checked. */
    @ArchTest
    static final ArchRule onlyOneClassKnowsTheValidator = noClasses()
            .that()
            .haveNameNotMatching("dev[.]capstan[.]flow[.]SchemaCheck([$].*)?")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.networknt..");

    /** A rehearsal calls this program itself. */
    @ArchTest
    static final ArchRule onlyTheClientsTalkToUpstreams = noClasses()
            .that()
            .resideOutsideOfPackages("dev.capstan.upstream..", "dev.capstan.undertow..")
            .and()
            .haveNameNotMatching("dev[.]capstan[.]cli[.]Rehears.*")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net.http..", "io.undertow.client..");

    @ArchTest
    static final ArchRule oneClassKnowsEachLibraryOfCredentials = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.capstan.upstream.TokenMessages")
            .and()
            .doNotHaveFullyQualifiedName("dev.capstan.upstream.AwsSignature")
            .and()
            .doNotHaveFullyQualifiedName("dev.capstan.upstream.AwsSignature$Login")
            .and()
            .doNotHaveFullyQualifiedName("dev.capstan.upstream.MastercardSignature")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.nimbusds..", "software.amazon..", "com.mastercard..");
}
