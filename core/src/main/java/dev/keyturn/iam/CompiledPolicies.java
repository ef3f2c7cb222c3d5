package dev.keyturn.iam;

import dev.keyturn.access.Policy;
import dev.keyturn.access.Policy.Form;
import java.util.HashMap;
import java.util.Map;

/// Compiled policies of identities and sessions, each once, however many callers have it. Bounded
/// by what was compiled: a hostile document takes 60 bytes of memory for each of its characters.
/// Thread-safe.
final class CompiledPolicies {
  private final Map<String, Policy> compiled = new HashMap<>();
  private final CharacterBudget budget = new CharacterBudget(1_000_000);
  private final Runnable onFull;

  /// @param onFull forgets everything that holds on to what was compiled here
  CompiledPolicies(Runnable onFull) {
    this.onFull = onFull;
  }

  /// The policy in a document that was accepted once.
  synchronized Policy of(String document) {
    Policy known = compiled.get(document);
    if (known == null) {
      known = PolicyText.accepted(document, Form.IDENTITY);
      charge(document.length());
      compiled.put(document, known);
    }
    return known;
  }

  /// Makes room for so many characters that somebody keeps beside the compiled policies.
  synchronized void charge(int more) {
    if (budget.isExceededBy(more)) {
      compiled.clear();
      onFull.run();
    }
  }
}
