package dev.keyturn.iam;

import dev.keyturn.iam.Entities.Sort;
import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Arn;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Refusal.NoSuchEntity;
import dev.keyturn.operation.Resource;
import dev.keyturn.store.Store;
import java.util.Map;
import java.util.Optional;

/// The managed policies that an account can use: its own, and those of AWS. Thread-safe.
final class PolicyCatalog {
  private final Entities<ManagedPolicy> local;

  PolicyCatalog(Store store) {
    local = new Entities<>(store, Sort.POLICY);
  }

  /// A policy that a request names, be it there or not.
  ///
  /// @param stored empty for AWS's policies, which are never written
  record Named(String arn, Optional<ManagedPolicy> managed, Optional<Stored<ManagedPolicy>> stored)
      implements Resource {

    @Override
    public Map<String, String> tags() {
      return managed.map(ManagedPolicy::tags).orElse(Map.of());
    }

    ManagedPolicy require() {
      return managed.orElseThrow(() -> notFound("Policy %s was not found.".formatted(arn)));
    }

    ManagedPolicy requireAttachable() {
      return managed.orElseThrow(
          () -> notFound("Policy %s does not exist or is not attachable.".formatted(arn)));
    }

    /// The account's own policy.
    ///
    /// @throws dev.keyturn.operation.Refusal.AccessDenied for one of AWS's
    Stored<ManagedPolicy> requireOwn() {
      ManagedPolicy _ = require();
      return stored.orElseThrow(() ->
          new dev.keyturn.operation.Refusal.AccessDenied(
              "Cannot perform the operation on the AWS managed policy " + arn + "."));
    }

    private static NoSuchEntity notFound(String text) {
      return new NoSuchEntity(text);
    }
  }

  Entities<ManagedPolicy> local() {
    return local;
  }

  Named find(Call call, String arn) {
    return find(call.account(), arn);
  }

  /// The policy as it is now.
  Named find(AccountId account, String arn) {
    if (arn.startsWith(AwsManagedPolicies.PREFIX)) {
      return new Named(arn, AwsManagedPolicies.find(arn), Optional.empty());
    }
    Optional<Stored<ManagedPolicy>> stored =
        Arn.parse(arn)
            .map(Arn::resource)
            .flatMap(it -> local.named(account, it.substring(it.lastIndexOf('/') + 1)))
            .filter(it -> it.arn().toString().equals(arn));
    return new Named(arn, stored.map(Stored::entity), stored);
  }
}
