package dev.capstan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** What {@code validate} prints for machines. */
class MachineReportsTest extends CommandFixture {
    private static Element xml(String text) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(text)))
                .getDocumentElement();
    }

    @Test
    void sarifHasWhatTheStandardRequires() throws IOException {
        var odd = Files.createDirectory(folder.resolve("o dd"));
        faulty("o dd/a:ü%.yaml");

        var result = run("validate", odd.toString(), "--format", "sarif");
        var sarif = result.json();

        // So that it does not matter which characters the terminal or the pipe has.
        assertThat(result.out()).matches("\\p{ASCII}*");
        assertThat(sarif.get("version").asString()).isEqualTo("2.1.0");
        assertThat(sarif.get("$schema").asString()).isEqualTo("https://json.schemastore.org/sarif-2.1.0.json");
        var driver = sarif.get("runs").get(0).get("tool").get("driver");
        assertThat(driver.get("name").asString()).isEqualTo("capstan");
        assertThat(driver.get("rules")).hasSize(2).allSatisfy(rule -> {
            assertThat(rule.get("shortDescription").get("text").asString()).isNotBlank();
            assertThat(rule.get("help").get("text").asString()).contains("Cure:");
            assertThat(rule.get("defaultConfiguration").get("level").asString()).isIn("error", "warning", "note");
        });
        var results = sarif.get("runs").get(0).get("results");
        assertThat(results).hasSize(2).allSatisfy(found -> {
            var rule = driver.get("rules").get(found.get("ruleIndex").asInt());
            assertThat(found.get("ruleId")).isEqualTo(rule.get("id"));
            assertThat(found.get("message").get("text").asString()).isNotBlank();
        });
        assertThat(results.get(1).get("level").asString()).isEqualTo("error");
        var place = results.get(1).get("locations").get(0).get("physicalLocation");
        assertThat(place.get("region")).isEqualTo(json("{\"startLine\": 23, \"startColumn\": 41}"));
        var uri = URI.create(place.get("artifactLocation").get("uri").asString());
        assertThat(uri.getScheme()).isEqualTo("file");
        assertThat(uri.getRawPath()).endsWith("/o%20dd/a%3A%C3%BC%25.yaml");
    }

    @Test
    void sarifLeavesRelativeFilesRelative() {
        var results = run("validate", SEEDS, "--format", "sarif")
                .json()
                .get("runs")
                .get(0)
                .get("results");

        assertThat(results.get(0)
                        .get("locations")
                        .get(0)
                        .get("physicalLocation")
                        .get("artifactLocation")
                        .get("uri")
                        .asString())
                .isEqualTo("../capabilities/http-tracking-batch.yaml");
    }

    @Test
    void junitHasACaseForEachFileAndIsWellFormedWhateverFilesSay() throws Exception {
        faulty("a.yaml");
        write("b.yaml", FolderFixture.simple("two", "/two", "read-two", "/b"));

        var text = run("validate", folder.toString(), "--format", "junit").out();
        var suite = xml(text);

        assertThat(text).matches("\\p{ASCII}*");
        assertThat(suite.getTagName()).isEqualTo("testsuite");
        assertThat(List.of("tests", "failures", "errors", "skipped"))
                .extracting(suite::getAttribute)
                .containsExactly("2", "1", "0", "0");
        var failure = (Element) suite.getElementsByTagName("failure").item(0);
        assertThat(failure.getAttribute("type")).isEqualTo("call-unknown");
        assertThat(failure.getAttribute("message"))
                .isEqualTo("there is no operation no \uFFFD [31m😀<& ]]> (known: one.read); calls of this answer 503");
        assertThat(failure.getTextContent()).contains("a.yaml:23:41: error: ").doesNotContain("key-unknown");
        assertThat(suite.getElementsByTagName("system-out").getLength()).isEqualTo(1);
        assertThat(suite.getElementsByTagName("system-out").item(0).getTextContent())
                .contains("[key-unknown]")
                .doesNotContain("call-unknown");

        assertThat(xml(run("validate", SEEDS, "--format", "junit").out()).getAttribute("failures"))
                .isEqualTo("0");
    }

    @Test
    void jsonHasEveryProblem() {
        assertThat(run("validate", SEEDS, "--format", "json").json().get("capabilities"))
                .hasSize(5);
    }

    @Test
    void infosAreInAllOfThemAndFailNothing() throws Exception {
        var strict = ValidateCommand.strict(withInfo());

        assertThat(SarifReport.of(strict)).contains("\"level\" : \"note\"");
        assertThat(JsonReport.of(strict, name -> Optional.empty())).contains("\"severity\" : \"info\"");
        var suite = xml(JunitReport.of(strict));
        assertThat(suite.getElementsByTagName("failure").getLength()).isZero();
        assertThat(suite.getElementsByTagName("system-out").item(0).getTextContent())
                .contains("worth knowing");
    }
}
