package dev.keyturn.logs;

import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal;
import dev.keyturn.operation.Service;
import java.util.List;
import java.util.stream.Stream;

/// The service `logs`: its table of operations. Thread-safe.
public final class LogGroups implements Service {
  private final List<Operation<?, ?, ?>> operations;

  /// What the service is made of.
  record Parts(
      LogRepository repository,
      LogWriter writer,
      LogPages pages,
      Buffers buffers,
      Concealment concealment) {}

  LogGroups(Parts parts) {
    GroupOperations groups = new GroupOperations(parts.repository, parts.pages, parts.buffers);
    StreamOperations streams = new StreamOperations(parts.repository, parts.pages, parts.buffers);
    operations =
        Stream.concat(
                Stream.of(
                    groups.create(),
                    groups.delete(),
                    groups.describe(),
                    groups.putRetention(),
                    groups.deleteRetention(),
                    streams.create(),
                    streams.delete(),
                    streams.describe(),
                    new PutOperation(parts.repository, parts.writer, parts.concealment).row(),
                    new EventOperations(parts.repository, parts.writer, parts.pages, parts.buffers)
                        .row(),
                    new FilterOperation(parts.repository, parts.writer, parts.pages, parts.buffers)
                        .row()),
                new TagOperations(parts.repository).rows().stream())
            .toList();
  }

  @Override
  public String name() {
    return "logs";
  }

  /// This service has one code for whatever is wrong with a request.
  @Override
  public Refusal broken(Refusal.Validation constraint) {
    return new Refusal.InvalidParameter(constraint.text());
  }

  @Override
  public List<Operation<?, ?, ?>> operations() {
    return operations;
  }
}
