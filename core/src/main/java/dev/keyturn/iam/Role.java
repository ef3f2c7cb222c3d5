package dev.keyturn.iam;

import dev.keyturn.access.Policy;
import dev.keyturn.iam.Entity.Bounded;
import dev.keyturn.iam.Entity.Grantee;
import dev.keyturn.iam.Entity.Tagged;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// A role: rights that are taken on for a while by whom its trust policy names.
public record Role(
    String id,
    String name,
    String path,
    Instant created,
    Terms terms,
    Grants grants,
    Optional<String> boundary,
    Map<String, String> tags)
    implements Grantee<Role>, Bounded<Role>, Tagged<Role> {

  /// Who may take the role on, and for how long.
  ///
  /// @param trust the trust policy's document
  /// @param pins the unique ids of those whom the trust policy named when it was stored, by their
  ///   ARNs: who comes later under the same name is not trusted
  /// @param maxSession the longest session, in seconds
  public record Terms(
      String trust, Map<String, String> pins, Optional<String> description, int maxSession) {
    public Terms {
      pins = Sorted.copyOf(pins);
    }

    /// The trust policy.
    Policy policy() {
      return PolicyText.accepted(trust, Policy.Form.TRUST).pinned(pins);
    }

    Terms trusting(String newTrust, Map<String, String> newPins) {
      return new Terms(newTrust, newPins, description, maxSession);
    }

    Terms described(Optional<String> newDescription, int newMaxSession) {
      return new Terms(trust, pins, newDescription, newMaxSession);
    }
  }

  public Role {
    tags = Sorted.copyOf(tags);
  }

  @Override
  public Role with(Grants newGrants) {
    return new Role(id, name, path, created, terms, newGrants, boundary, tags);
  }

  @Override
  public Role bounded(Optional<String> policyArn) {
    return new Role(id, name, path, created, terms, grants, policyArn, tags);
  }

  @Override
  public Role tagged(Map<String, String> newTags) {
    return new Role(id, name, path, created, terms, grants, boundary, newTags);
  }

  Role on(Terms newTerms) {
    return new Role(id, name, path, created, newTerms, grants, boundary, tags);
  }
}
