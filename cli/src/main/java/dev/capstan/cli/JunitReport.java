package dev.capstan.cli;

import dev.capstan.catalog.Catalog;
import dev.capstan.catalog.CatalogEntry;
import dev.capstan.problem.Problem;
import dev.capstan.problem.Severity;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Problems as a JUnit report: a test case for each file, failed when the file has errors. */
final class JunitReport {
    private JunitReport() {}

    static String of(Catalog catalog) {
        var text = new StringWriter();
        try {
            var xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            xml.writeStartDocument();
            xml.writeStartElement("testsuite");
            xml.writeAttribute("name", "capstan validate");
            xml.writeAttribute("tests", String.valueOf(catalog.entries().size()));
            xml.writeAttribute(
                    "failures",
                    String.valueOf(catalog.entries().stream()
                            .filter(entry -> !errors(entry).isEmpty())
                            .count()));
            for (var entry : catalog.entries()) {
                write(entry, xml);
            }
            xml.writeEndElement();
            xml.writeEndDocument();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        return text.toString();
    }

    private static void write(CatalogEntry entry, XMLStreamWriter xml) throws XMLStreamException {
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", "capstan");
        xml.writeAttribute("name", entry.file());
        var errors = errors(entry);
        if (!errors.isEmpty()) {
            xml.writeStartElement("failure");
            xml.writeAttribute("message", errors.size() + (errors.size() == 1 ? " error" : " errors"));
            xml.writeCharacters(lines(errors));
            xml.writeEndElement();
        }
        xml.writeStartElement("system-out");
        xml.writeCharacters(lines(entry.fileProblems()));
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private static List<Problem> errors(CatalogEntry entry) {
        return entry.fileProblems().stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .toList();
    }

    private static String lines(List<Problem> problems) {
        return problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
    }
}
