package dev.capstan.cli;

import static dev.capstan.cli.TextReport.count;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.capstan.catalog.Catalog;
import dev.capstan.catalog.CatalogEntry;
import dev.capstan.problem.Problem;
import dev.capstan.problem.Severity;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Problems as a JUnit report: a test case for each file, failed when the file has errors. */
final class JunitReport {
    private final XMLStreamWriter xml;

    private JunitReport(XMLStreamWriter xml) {
        this.xml = xml;
    }

    static String of(Catalog catalog) {
        var bytes = new ByteArrayOutputStream();
        try {
            // With everything else as character references, so that no character set of a terminal can spoil it.
            var xml = XMLOutputFactory.newFactory().createXMLStreamWriter(bytes, US_ASCII.name());
            new JunitReport(xml).write(catalog);
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toString(US_ASCII);
    }

    private void write(Catalog catalog) throws XMLStreamException {
        xml.writeStartDocument(US_ASCII.name(), "1.0");
        line("");
        xml.writeStartElement("testsuite");
        attribute("name", "capstan validate");
        attribute("tests", String.valueOf(catalog.entries().size()));
        attribute(
                "failures",
                String.valueOf(catalog.entries().stream()
                        .filter(entry -> !errors(entry).isEmpty())
                        .count()));
        attribute("errors", "0");
        attribute("skipped", "0");
        for (var entry : catalog.entries()) {
            write(entry);
        }
        line("");
        xml.writeEndElement();
        xml.writeEndDocument();
    }

    private void write(CatalogEntry entry) throws XMLStreamException {
        line("  ");
        xml.writeStartElement("testcase");
        attribute("classname", "capstan");
        attribute("name", entry.file());
        var errors = errors(entry);
        if (!errors.isEmpty()) {
            line("    ");
            xml.writeStartElement("failure");
            attribute("message", message(errors));
            attribute("type", errors.get(0).code().code());
            text(lines(errors));
            xml.writeEndElement();
        }
        var others = entry.fileProblems().stream()
                .filter(problem -> problem.severity() != Severity.ERROR)
                .toList();
        if (!others.isEmpty()) {
            line("    ");
            xml.writeStartElement("system-out");
            text(lines(others));
            xml.writeEndElement();
        }
        line("  ");
        xml.writeEndElement();
    }

    private static List<Problem> errors(CatalogEntry entry) {
        return entry.fileProblems().stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .toList();
    }

    private static String message(List<Problem> errors) {
        var first = errors.get(0).message();
        return errors.size() == 1 ? first : first + " (and " + count(errors.size() - 1, "more error") + ")";
    }

    private static String lines(List<Problem> problems) {
        return problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
    }

    private void line(String indent) throws XMLStreamException {
        xml.writeCharacters("\n" + indent);
    }

    private void attribute(String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, allowed(Problem.oneLine(value)));
    }

    private void text(String text) throws XMLStreamException {
        xml.writeCharacters(allowed(text));
    }

    /** XML has characters that it cannot have in any spelling (XML 1.0, section 2.2), and a file may contain them. */
    private static String allowed(String text) {
        return text.codePoints()
                .map(c -> isAllowed(c) ? c : 0xFFFD)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean isAllowed(int c) {
        return c == '\n' || c == '\t' || c >= 0x20 && c < 0xD800 || c >= 0xE000 && c != 0xFFFE && c != 0xFFFF;
    }
}
