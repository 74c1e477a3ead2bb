package dev.capstan.format;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.StringReader;
import java.nio.charset.Charset;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import tools.jackson.databind.JsonNode;

/** XML 1.0, without document types; see {@link XmlTree} for what becomes what. */
final class XmlAnswers implements AnswerFormat {
    private static final int DECLARATION = 256;

    @Override
    public String name() {
        return "xml";
    }

    @Override
    public JsonNode read(byte[] body, Optional<String> contentType) throws Unreadable {
        if (body.length == 0) {
            throw new Unreadable("it is empty");
        }
        try {
            return XmlTree.read(reader(body, contentType));
        } catch (XMLStreamException e) {
            var place = e.getLocation();
            throw place == null
                    ? new Unreadable("it cannot be read")
                    : Unreadable.at(place.getLineNumber(), place.getColumnNumber());
        }
    }

    /** Decoded here, because the parser writes to the standard error when it meets wrong bytes. */
    private static XMLStreamReader reader(byte[] body, Optional<String> contentType)
            throws XMLStreamException, Unreadable {
        var named = AnswerText.charset(body, contentType);
        var charset = named.isPresent() ? named.get() : declared(body);
        return factory().createXMLStreamReader(new StringReader(AnswerText.decode(body, charset)));
    }

    /** The charset of the XML declaration, which is written in ASCII (XML 1.0, appendix F); UTF-8 without one. */
    private static Charset declared(byte[] body) throws Unreadable {
        var head = new String(body, 0, Math.min(body.length, DECLARATION), US_ASCII);
        var end = head.startsWith("<?xml") ? head.indexOf("?>") : -1;
        var at = end < 0 ? -1 : head.substring(0, end).indexOf("encoding");
        if (at < 0) {
            return UTF_8;
        }
        var open = at + "encoding".length();
        while (open < end && head.charAt(open) != '"' && head.charAt(open) != '\'') {
            open++;
        }
        var close = head.indexOf(head.charAt(open), open + 1);
        return close < 0 ? UTF_8 : AnswerText.forName(head.substring(open + 1, close));
    }

    /** Made for each answer, as it may not be shared between threads. */
    private static XMLInputFactory factory() {
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return factory;
    }
}
