package dev.keyturn.rotators.target;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// What an answer of IAM says: its texts by the names of their elements, and those of each `member`
/// of a list. Not a record, for it may hold the secret of a key.
final class IamAnswer {
  private final Map<String, String> texts = new HashMap<>();
  private final List<Map<String, String>> members = new ArrayList<>();

  private IamAnswer() {}

  /// Reads XML without what makes XML dangerous.
  static IamAnswer of(byte[] xml) throws IOException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    try {
      IamAnswer answer = new IamAnswer();
      answer.read(factory.createXMLStreamReader(new ByteArrayInputStream(xml)));
      return answer;
    } catch (XMLStreamException _) {
      // Its text may quote what it could not read.
      throw new IOException("The answer is no XML");
    }
  }

  private void read(XMLStreamReader reader) throws XMLStreamException {
    StringBuilder text = new StringBuilder();
    Map<String, String> place = texts;
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          text.setLength(0);
          if (reader.getLocalName().equals("member")) {
            place = new HashMap<>();
            members.add(place);
          }
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
            text.append(reader.getText());
        case XMLStreamConstants.END_ELEMENT -> {
          if (reader.getLocalName().equals("member")) {
            place = texts;
          } else {
            place.putIfAbsent(reader.getLocalName(), text.toString());
          }
          text.setLength(0);
        }
        default -> {
          // Comments and the like say nothing.
        }
      }
    }
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(texts.get(name)).filter(it -> !it.isBlank());
  }

  /// A text that every such answer has.
  String require(String name) throws IOException {
    return text(name).orElseThrow(() -> new IOException("The answer has no " + name));
  }

  List<Map<String, String>> members() {
    return members;
  }

  @Override
  public String toString() {
    return "IamAnswer" + texts.keySet();
  }
}
