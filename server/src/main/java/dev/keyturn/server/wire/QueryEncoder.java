package dev.keyturn.server.wire;

import dev.keyturn.key.SecretValue;
import dev.keyturn.server.wire.Protocol.Done;
import dev.keyturn.server.wire.Shape.Member;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// Writes XML as AWS's Query services do: absent members left out, times in whole seconds, bytes in
/// base64. One instance writes one answer.
final class QueryEncoder {
  private static final XMLOutputFactory FACTORY = XMLOutputFactory.newDefaultFactory();

  private final XMLStreamWriter xml;

  private QueryEncoder(XMLStreamWriter xml) {
    this.xml = xml;
  }

  private interface Content {
    void write(QueryEncoder encoder) throws XMLStreamException;
  }

  static byte[] encode(String namespace, Done done) {
    return document(
        done.operation() + "Response",
        namespace,
        encoder -> {
          if (done.result().isPresent()) {
            encoder.xml.writeStartElement(done.operation() + "Result");
            encoder.members(done.result().get());
            encoder.xml.writeEndElement();
          }
          encoder.xml.writeStartElement("ResponseMetadata");
          encoder.element("RequestId", done.requestId());
          encoder.xml.writeEndElement();
        });
  }

  static byte[] encode(String namespace, WireError error, String requestId) {
    return document(
        "ErrorResponse",
        namespace,
        encoder -> {
          encoder.xml.writeStartElement("Error");
          encoder.element("Type", error.status() < 500 ? "Sender" : "Receiver");
          encoder.element("Code", error.code());
          encoder.element("Message", error.text());
          encoder.xml.writeEndElement();
          encoder.element("RequestId", requestId);
        });
  }

  private static byte[] document(String root, String namespace, Content content) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = FACTORY.createXMLStreamWriter(text);
      xml.writeStartElement(root);
      if (!namespace.isEmpty()) {
        xml.writeDefaultNamespace(namespace);
      }
      content.write(new QueryEncoder(xml));
      xml.writeEndElement();
      xml.close();
    } catch (XMLStreamException impossible) {
      throw new IllegalStateException("Text takes whatever is written", impossible);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void members(StructureValue value) throws XMLStreamException {
    List<Member> members = value.shape().members();
    for (int i = 0; i < members.size(); i++) {
      Object member = value.get(i);
      if (member != null) {
        named(QueryDecoder.nameOf(members.get(i)), members.get(i).shape(), member);
      }
    }
  }

  private void named(String name, Shape shape, Object value) throws XMLStreamException {
    switch (shape) {
      case Shape.Sequence list when list.flattened() -> elements(name, list, (List<?>) value);
      case Shape.Dictionary map when map.names().flattened() ->
          entries(name, map, (Map<?, ?>) value);
      default -> {
        xml.writeStartElement(name);
        content(shape, value);
        xml.writeEndElement();
      }
    }
  }

  private void content(Shape shape, Object value) throws XMLStreamException {
    switch (shape) {
      case Shape.Text _ -> text(string(value));
      case Shape.Blob _ -> xml.writeCharacters(Base64.getEncoder().encodeToString(bytes(value)));
      case Shape.Whole _, Shape.Fraction _, Shape.Flag _ -> xml.writeCharacters(value.toString());
      case Shape.Timestamp _ ->
          xml.writeCharacters(((Instant) value).truncatedTo(ChronoUnit.SECONDS).toString());
      case Shape.Structure _ -> members((StructureValue) value);
      case Shape.Sequence list -> elements(list.elementName(), list, (List<?>) value);
      case Shape.Dictionary map -> entries("entry", map, (Map<?, ?>) value);
    }
  }

  private void elements(String name, Shape.Sequence shape, List<?> values)
      throws XMLStreamException {
    for (Object each : values) {
      named(name, shape.element(), each);
    }
  }

  private void entries(String name, Shape.Dictionary shape, Map<?, ?> values)
      throws XMLStreamException {
    for (Map.Entry<?, ?> each : values.entrySet()) {
      xml.writeStartElement(name);
      named(shape.names().key(), shape.key(), each.getKey());
      named(shape.names().value(), shape.value(), each.getValue());
      xml.writeEndElement();
    }
  }

  private void element(String name, String text) throws XMLStreamException {
    xml.writeStartElement(name);
    text(text);
    xml.writeEndElement();
  }

  /// A reader of XML takes a plain carriage return for a line feed.
  private void text(String text) throws XMLStreamException {
    int from = 0;
    for (int cr = text.indexOf('\r'); cr >= 0; cr = text.indexOf('\r', from)) {
      xml.writeCharacters(allowed(text.substring(from, cr)));
      xml.writeEntityRef("#xD");
      from = cr + 1;
    }
    xml.writeCharacters(allowed(text.substring(from)));
  }

  /// XML has no way at all to say most control characters.
  private static String allowed(String text) {
    return text.codePoints().allMatch(QueryEncoder::isAllowed)
        ? text
        : text.codePoints()
            .map(each -> isAllowed(each) ? each : 0xFFFD)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
  }

  private static boolean isAllowed(int each) {
    return each == '\t'
        || each == '\n'
        || (each >= 0x20 && each <= 0xD7FF)
        || (each >= 0xE000 && each <= 0xFFFD)
        || each >= 0x10000;
  }

  private static String string(Object value) {
    return value instanceof SecretValue secret ? secret.revealString() : (String) value;
  }

  private static byte[] bytes(Object value) {
    return value instanceof SecretValue secret ? secret.revealBytes() : (byte[]) value;
  }
}
