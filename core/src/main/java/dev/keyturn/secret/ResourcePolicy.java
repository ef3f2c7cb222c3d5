package dev.keyturn.secret;

import dev.keyturn.access.MalformedPolicy;
import dev.keyturn.access.Policy;
import dev.keyturn.access.Policy.Form;
import dev.keyturn.access.PrincipalDirectory;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The policy of a secret as its document keeps it.
///
/// @param document as it was given
/// @param principals the unique ids of those whom it named then, by their ARNs
public record ResourcePolicy(String document, SortedMap<String, String> principals) {

  public ResourcePolicy {
    principals = Collections.unmodifiableSortedMap(new TreeMap<>(principals));
  }

  /// The policy, in which an ARN means only who bore it when the policy was stored.
  Policy compiled() {
    try {
      return Policy.parse(document, Form.RESOURCE).pinned(principals);
    } catch (MalformedPolicy malformed) {
      throw new IllegalStateException("A stored policy does not compile", malformed);
    }
  }

  /// The document as it is shown: in place of somebody who is gone stands the unique id, as that is
  /// what the policy means.
  String shown(PrincipalDirectory directory) {
    String shown = document;
    for (Map.Entry<String, String> each : principals.entrySet()) {
      if (directory.id(each.getKey()).filter(each.getValue()::equals).isEmpty()) {
        shown = shown.replace('"' + each.getKey() + '"', '"' + each.getValue() + '"');
      }
    }
    return shown;
  }
}
