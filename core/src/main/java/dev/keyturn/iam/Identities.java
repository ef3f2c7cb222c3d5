package dev.keyturn.iam;

import dev.keyturn.key.MasterKey;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.PageTokens;
import dev.keyturn.operation.Rights;
import dev.keyturn.operation.Service;
import dev.keyturn.store.Store;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// The service `iam`: its table of operations, by what they are about. A change counts for the very
/// next request. Thread-safe.
public final class Identities implements Service {
  private final List<Operation<?, ?, ?>> operations;

  /// What the service is made of.
  ///
  /// @param random a generator fit for cryptography: for ids and keys
  /// @param rights for what a change needs beside its own action
  public record Parts(
      Store store,
      MasterKey master,
      PageTokens pages,
      RandomGenerator random,
      PasswordHashing passwords,
      AccessKeyUses uses,
      Rights rights) {}

  public Identities(Parts parts) {
    Directory directory = Directory.on(parts.store, parts.pages, parts.random);
    operations =
        Stream.of(
                new Users(directory, parts.rights).rows(),
                new Groups(directory, parts.rights).rows(),
                new Roles(directory).rows(),
                new ManagedPolicies(directory).rows(),
                new PolicyListings(directory).rows(),
                new InlinePolicies(directory).rows(),
                new Attachments(directory).rows(),
                new Boundaries(directory).rows(),
                new TagOperations(directory).rows(),
                new AccessKeyOperations(directory, parts.master, parts.uses).rows(),
                new LoginProfiles(directory, parts.passwords).rows(),
                new Simulations(directory).rows(),
                new AccountSummary(directory).rows(),
                new AuthorizationDetails(directory).rows(),
                new InstanceProfiles(directory).rows())
            .<Operation<?, ?, ?>>flatMap(List::stream)
            .toList();
  }

  @Override
  public String name() {
    return "iam";
  }

  @Override
  public List<Operation<?, ?, ?>> operations() {
    return operations;
  }
}
