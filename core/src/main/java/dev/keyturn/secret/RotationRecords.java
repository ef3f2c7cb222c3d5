package dev.keyturn.secret;

import static dev.keyturn.operation.Operation.Effect.READ;
import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.operation.Operation;
import dev.keyturn.operation.PageTokens;
import dev.keyturn.operation.Resource;
import dev.keyturn.operation.Service;
import dev.keyturn.store.Store;
import java.util.List;

/// Keyturn's own service: what became of rotations, and what an operator can do about them.
public final class RotationRecords implements Service {
  private static final String DESCRIBE = "keyturn:DescribeRotation";
  private static final String RETRY = "keyturn:RetryRotation";

  private final SecretRepository repository;
  private final DescribeRotation describe;
  private final ListRotations list;
  private final RetryRotation retry;

  /// @param wake tells the engine that there may be something to do at once
  public RotationRecords(
      Store store, SecretRepository repository, PageTokens pages, Runnable wake) {
    RotationRepository rotations = new RotationRepository(store);
    this.repository = repository;
    this.describe = new DescribeRotation(rotations);
    this.list = new ListRotations(store, repository, pages);
    this.retry = new RetryRotation(repository, rotations, wake);
  }

  @Override
  public String name() {
    return "keyturn";
  }

  @Override
  public String targetPrefix() {
    return "keyturn";
  }

  /// Not one of AWS's sources, so not in its domain.
  @Override
  public String eventSource() {
    return "keyturn";
  }

  @Override
  public List<Operation<?, ?, ?>> operations() {
    return List.of(
        new Operation<>(
            "DescribeRotation",
            DescribeRotation.Input.class,
            DescribeRotation.Output.class,
            READ,
            DESCRIBE,
            repository.lookup(DESCRIBE, DescribeRotation.Input::secretId),
            describe::handle),
        new Operation<>(
            "ListRotations",
            ListRotations.Input.class,
            ListRotations.Output.class,
            READ,
            "keyturn:ListRotations",
            (call, input) -> Resource.ANY,
            list::handle),
        new Operation<>(
            "RetryRotation",
            RetryRotation.Input.class,
            RetryRotation.Output.class,
            WRITE,
            RETRY,
            repository.lookup(RETRY, RetryRotation.Input::secretId),
            retry::handle));
  }
}
