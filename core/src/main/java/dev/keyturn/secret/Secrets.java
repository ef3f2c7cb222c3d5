package dev.keyturn.secret;

import dev.keyturn.access.PrincipalDirectory;
import dev.keyturn.key.KeyService;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.PageTokens;
import dev.keyturn.operation.Rights;
import dev.keyturn.operation.Service;
import dev.keyturn.store.Store;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// The service `secretsmanager`: its table of operations, each of which has a class of its own with
/// its input, its output and its row. Thread-safe.
public final class Secrets implements Service {
  private final List<Operation<?, ?, ?>> operations;

  /// What the service is made of.
  ///
  /// @param random a generator fit for cryptography: for ARNs and passwords
  /// @param watch sees the values that go in and out
  public record Parts(
      Store store,
      SecretRepository repository,
      KeyService keys,
      PageTokens pages,
      AccessDays accesses,
      Purge purge,
      RotationHook rotation,
      RandomGenerator random,
      Access access,
      ValueWatch watch) {}

  /// Who may do what, for the operations that ask for more than their own action.
  public record Access(Rights rights, PrincipalDirectory principals) {}

  /// The service.
  ///
  /// @param rotations the rows of RotateSecret and CancelRotateSecret
  public Secrets(Parts parts, List<Operation<?, ?, ?>> rotations) {
    operations = Stream.concat(table(parts).stream(), rotations.stream()).toList();
  }

  private static List<Operation<?, ?, ?>> table(Parts parts) {
    SecretRepository repository = parts.repository;
    AccessDays accesses = parts.accesses;
    Values values = new Values(parts.store, parts.keys, parts.watch);
    VersionWriter versions = new VersionWriter(values);
    Consequences consequences = new Consequences(parts.rotation);
    SecretListing listing = new SecretListing(parts.store, repository, accesses);
    TagGuard guard = new TagGuard(parts.access.rights);
    ResourcePolicies policies = new ResourcePolicies(parts.access.rights, parts.access.principals);
    return List.of(
        new CreateSecret(repository, versions, values, parts.random).row(),
        new GetSecretValue(repository, values, accesses).row(),
        new PutSecretValue(repository, versions, consequences).row(),
        new UpdateSecret(repository, versions, values, consequences).row(),
        new UpdateSecretVersionStage(repository, consequences).row(),
        new ListSecretVersionIds(repository, parts.pages, accesses, values).row(),
        new DescribeSecret(repository, accesses).row(),
        new ListSecrets(listing, parts.pages, accesses).row(),
        new TagResource(repository, guard).row(),
        new UntagResource(repository, guard).row(),
        new DeleteSecret(repository, parts.rotation, parts.purge, parts.random).row(),
        new RestoreSecret(repository, parts.rotation, parts.purge).row(),
        new PutResourcePolicy(repository, policies).row(),
        new GetResourcePolicy(repository, policies).row(),
        new DeleteResourcePolicy(repository).row(),
        new ValidateResourcePolicy(repository, policies).row(),
        new GetRandomPassword(parts.random).row());
  }

  @Override
  public String name() {
    return "secretsmanager";
  }

  @Override
  public List<Operation<?, ?, ?>> operations() {
    return operations;
  }
}
