package dev.keyturn.secret;

import dev.keyturn.operation.Operation;
import dev.keyturn.operation.PageTokens;
import dev.keyturn.operation.Service;
import java.util.List;

/// Keyturn's own service: what became of rotations, and what an operator can do about them.
public final class RotationRecords implements Service {
  private final List<Operation<?, ?, ?>> operations;

  public RotationRecords(RotationParts parts, PageTokens pages) {
    operations =
        List.of(
            new DescribeRotation(parts).row(),
            new ListRotations(parts, pages).row(),
            new RetryRotation(parts).row(),
            new ResumeRotation(parts).row(),
            new AbandonRotation(parts).row(),
            new RestoreTarget(parts).row(),
            new CheckRotation(parts).row());
  }

  @Override
  public String name() {
    return "keyturn";
  }

  /// Not one of AWS's sources, so not in its domain.
  @Override
  public String eventSource() {
    return "keyturn";
  }

  @Override
  public List<Operation<?, ?, ?>> operations() {
    return operations;
  }
}
