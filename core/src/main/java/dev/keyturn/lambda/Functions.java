package dev.keyturn.lambda;

import dev.keyturn.function.FunctionRuntime;
import dev.keyturn.function.InstanceCredentials;
import dev.keyturn.key.MasterKey;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.PageTokens;
import dev.keyturn.operation.Rights;
import dev.keyturn.operation.Service;
import dev.keyturn.store.Store;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// The service `lambda`: its table of operations. [#tidy] is to be called every few minutes.
/// Thread-safe.
public final class Functions implements Service {
  /// Bytes of all zips of an account in a region.
  static final long MOST_CODE = 2L * 1024 * 1024 * 1024;

  private final CodeStore codes;
  private final List<Operation<?, ?, ?>> operations;

  /// What the service is made of.
  ///
  /// @param random a generator fit for cryptography
  public record Parts(
      Store store,
      MasterKey master,
      PageTokens pages,
      RandomGenerator random,
      FunctionRuntime runtime,
      InstanceCredentials roles,
      Rights rights) {}

  public Functions(Parts parts) {
    FunctionRepository repository = new FunctionRepository(parts.store, parts.random);
    codes = new CodeStore(repository, parts.master, MOST_CODE);
    operations = Stream.<List<Operation<?, ?, ?>>>of().flatMap(List::stream).toList();
  }

  @Override
  public String name() {
    return "lambda";
  }

  @Override
  public List<Operation<?, ?, ?>> operations() {
    return operations;
  }

  /// Takes away the code of uploads that a crash broke off.
  public void tidy(Instant now) {
    int _ = codes.tidy(now);
  }
}
