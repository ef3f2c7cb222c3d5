package dev.keyturn.iam;

import dev.keyturn.operation.Refusal.LimitExceeded;
import dev.keyturn.operation.Refusal.MalformedPolicyDocument;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The text of policy documents: checked on the way in, percent-encoded on the way out.
final class PolicyText {
  private PolicyText() {}

  enum Form {
    IDENTITY,
    TRUST
  }

  /// Refuses what is no document of this form.
  static void demand(String document, Form form) {
    try {
      JsonNode statement = JsonMapper.shared().readTree(document).path("Statement");
      JsonNode first = statement.isArray() ? statement.path(0) : statement;
      if (!first.isObject() || first.has("Principal") != (form == Form.TRUST)) {
        throw new MalformedPolicyDocument("Syntax errors in policy.");
      }
    } catch (JacksonException malformed) {
      throw new MalformedPolicyDocument("Syntax errors in policy.");
    }
  }

  /// Refuses a document that is too long. White space does not count.
  ///
  /// @param quota its name with AWS
  static void demandShort(String document, int most, String quota) {
    long length = document.chars().filter(it -> !Character.isWhitespace(it)).count();
    if (length > most) {
      throw new LimitExceeded("Cannot exceed quota for %s: %d".formatted(quota, most));
    }
  }

  /// As AWS answers: percent-encoded, which its clients undo.
  static String shown(String document) {
    return URLEncoder.encode(document, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
