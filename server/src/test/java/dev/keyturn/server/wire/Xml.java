package dev.keyturn.server.wire;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Node;

/// An answer of the Query protocol, read by the platform's own parser.
final class Xml {
  private Xml() {}

  static Document parse(HttpResponse response) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
      return factory.newDocumentBuilder().parse(new ByteArrayInputStream(response.body()));
    } catch (Exception malformed) {
      throw new AssertionError("Not XML: " + GatewayKit.text(response), malformed);
    }
  }

  /// The texts of all elements of a name.
  static List<String> texts(HttpResponse response, String element) {
    List<String> texts = new ArrayList<>();
    var found = parse(response).getElementsByTagNameNS("*", element);
    for (int i = 0; i < found.getLength(); i++) {
      Node node = found.item(i);
      texts.add(node.getTextContent());
    }
    return texts;
  }
}
