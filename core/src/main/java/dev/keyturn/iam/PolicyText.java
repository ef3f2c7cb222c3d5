package dev.keyturn.iam;

import dev.keyturn.access.MalformedPolicy;
import dev.keyturn.access.Policy;
import dev.keyturn.access.Policy.Form;
import dev.keyturn.operation.Refusal.LimitExceeded;
import dev.keyturn.operation.Refusal.MalformedPolicyDocument;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// The text of policy documents: checked on the way in, percent-encoded on the way out.
final class PolicyText {
  private PolicyText() {}

  /// Refuses what is no document of this form; the text tells where.
  static void demand(String document, Form form) {
    try {
      Policy _ = Policy.parse(document, form);
    } catch (MalformedPolicy malformed) {
      throw new MalformedPolicyDocument(String.valueOf(malformed.getMessage()));
    }
  }

  /// The policy in a document that was accepted once.
  static Policy accepted(String document, Form form) {
    try {
      return Policy.parse(document, form);
    } catch (MalformedPolicy malformed) {
      throw new IllegalStateException("A stored policy is malformed", malformed);
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
