package dev.keyturn.secret;

import static dev.keyturn.operation.Operation.Effect.READ;
import static dev.keyturn.operation.Operation.Effect.WRITE;

import dev.keyturn.operation.Operation;
import dev.keyturn.operation.PageTokens;
import dev.keyturn.operation.Resource;
import dev.keyturn.operation.Service;
import java.util.List;

/// Keyturn's own service: what became of rotations, and what an operator can do about them.
public final class RotationRecords implements Service {
  private static final String DESCRIBE = "keyturn:DescribeRotation";
  private static final String RETRY = "keyturn:RetryRotation";
  private static final String CHECK = "keyturn:CheckRotation";

  private final SecretRepository repository;
  private final DescribeRotation describe;
  private final ListRotations list;
  private final RetryRotation retry;
  private final CheckRotation check;

  public RotationRecords(RotationParts parts, PageTokens pages) {
    this.repository = parts.repository();
    this.describe = new DescribeRotation(parts.rotations());
    this.list = new ListRotations(parts.store(), repository, pages);
    this.retry = new RetryRotation(repository, parts.rotations(), parts.wake());
    this.check = new CheckRotation(parts);
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
            retry::handle),
        // It changes nothing here, but logs in at targets: it is audited before that.
        new Operation<>(
            "CheckRotation",
            CheckRotation.Input.class,
            CheckRotation.Output.class,
            WRITE,
            CHECK,
            repository.lookup(CHECK, CheckRotation.Input::secretId),
            check::handle));
  }
}
