package dev.keyturn.iam;

import dev.keyturn.identity.AccountId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A managed policy as answers show it.
public record PolicyShown(
    String policyName,
    String policyId,
    String arn,
    String path,
    String defaultVersionId,
    int attachmentCount,
    int permissionsBoundaryUsageCount,
    boolean isAttachable,
    Optional<String> description,
    Instant createDate,
    Instant updateDate,
    Optional<List<Tag>> tags) {

  /// How many have the policy, and how many are limited by it.
  record Use(int attachments, int boundaries) {
    static final Use NONE = new Use(0, 0);

    static Use of(Directory directory, AccountId account, String arn) {
      return new Use(
          Uses.attachments(directory.store()).of(account, arn).size(),
          Uses.boundaries(directory.store()).of(account, arn).size());
    }
  }

  static PolicyShown of(String arn, ManagedPolicy policy, Use use) {
    return new PolicyShown(
        policy.name(),
        policy.id(),
        arn,
        policy.path(),
        "v" + policy.counting(),
        use.attachments(),
        use.boundaries(),
        true,
        policy.description(),
        policy.created(),
        policy.updated(),
        Tag.shown(policy.tags()));
  }

  /// Listings leave out what AWS leaves out.
  PolicyShown listed() {
    return new PolicyShown(
        policyName,
        policyId,
        arn,
        path,
        defaultVersionId,
        attachmentCount,
        permissionsBoundaryUsageCount,
        isAttachable,
        Optional.empty(),
        createDate,
        updateDate,
        Optional.empty());
  }
}
