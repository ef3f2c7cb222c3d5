package dev.keyturn.logs;

import dev.keyturn.access.PolicyAuthorizer;
import dev.keyturn.access.PolicySource;
import dev.keyturn.identity.Arn;
import dev.keyturn.key.SecretValue;
import dev.keyturn.logs.EventOperations.GetLogEvents;
import dev.keyturn.logs.FilterOperation.FilterLogEvents;
import dev.keyturn.logs.PutOperation.PutLogEvents;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Nothing;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.PageTokens;
import dev.keyturn.operation.Runner;
import dev.keyturn.store.Durability;
import dev.keyturn.store.ForwardingStore;
import dev.keyturn.store.Store;
import dev.keyturn.store.StoreUnavailable;
import dev.keyturn.store.Write;
import dev.keyturn.testkit.ManualClock;
import dev.keyturn.testkit.MemoryAuditLog;
import dev.keyturn.testkit.SecretsFixture;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The service of logs on a store in memory, beside a service of secrets.
final class LogsFixture {
  static final Arn FUNCTION =
      Arn.of("lambda", SecretsFixture.REGION, SecretsFixture.ACCOUNT, "function:rotator");
  static final String GROUP = "/aws/lambda/rotator";

  final SecretsFixture secrets = new SecretsFixture();
  final ManualClock clock = secrets.clock;
  final MemoryAuditLog audit = new MemoryAuditLog();
  final Breakable store = new Breakable(secrets.store);
  final LogKeeper keeper;
  private final Runner runner = new Runner(new PolicyAuthorizer(PolicySource.NONE), audit);

  LogsFixture() {
    keeper = keeper();
  }

  /// Another one on the same store, as after a restart.
  LogKeeper keeper() {
    return new LogKeeper(
        new LogKeeper.Parts(
            store,
            secrets.master,
            new PageTokens(new byte[32]),
            new SecureRandom(),
            secrets.known,
            audit,
            clock));
  }

  /// A store that can be told to fail.
  static final class Breakable extends ForwardingStore {
    volatile boolean broken;

    Breakable(Store store) {
      super(store);
    }

    @Override
    public void commit(List<Write> writes, Durability durability)
        throws dev.keyturn.store.Conflict {
      if (broken) {
        throw new StoreUnavailable("told to fail", new IOException());
      }
      super.commit(writes, durability);
    }
  }

  <O extends Record> O send(Record input, Class<O> output) {
    for (Operation<?, ?, ?> row : keeper.service().operations()) {
      if (row.input() == input.getClass()) {
        return output.cast(run(row, input));
      }
    }
    throw new AssertionError("No operation takes " + input.getClass());
  }

  private <I extends Record> Record run(Operation<I, ?, ?> row, Record input) {
    Call call =
        new Call(SecretsFixture.ADMINISTRATOR, UUID.randomUUID().toString(), clock.instant());
    return runner.run(keeper.service(), row, call, row.input().cast(input));
  }

  void createGroup(String name) {
    send(
        new GroupOperations.CreateLogGroup(name, Optional.empty(), Optional.empty()),
        Nothing.class);
  }

  void createStream(String group, String name) {
    send(new StreamOperations.CreateLogStream(group, name), Nothing.class);
  }

  /// Puts events at these offsets from now, in milliseconds.
  PutOperation.Output put(String group, String stream, Map<Long, String> events) {
    List<PutOperation.Event> batch = new ArrayList<>();
    events.forEach((offset, text) ->
        batch.add(
            new PutOperation.Event(
                clock.instant().toEpochMilli() + offset, SecretValue.ofString(text))));
    return send(
        new PutLogEvents(group, stream, batch, Optional.empty()), PutOperation.Output.class);
  }

  EventOperations.Page get(
      String stream, Optional<String> token, Optional<Integer> limit, boolean fromHead) {
    return send(
        new GetLogEvents(
            Optional.of(GROUP),
            Optional.empty(),
            stream,
            Optional.empty(),
            Optional.empty(),
            token,
            limit,
            Optional.of(fromHead),
            Optional.empty()),
        EventOperations.Page.class);
  }

  static List<String> texts(EventOperations.Page page) {
    return page.events().stream().map(it -> it.message().revealString()).toList();
  }

  FilterOperation.Page filter(String pattern, Optional<String> token, Optional<Integer> limit) {
    return send(
        new FilterLogEvents(
            Optional.of(GROUP),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(pattern),
            token,
            limit,
            Optional.empty(),
            Optional.empty()),
        FilterOperation.Page.class);
  }

  static List<String> texts(FilterOperation.Page page) {
    return page.events().stream().map(it -> it.message().revealString()).toList();
  }

  StreamOperations.Page streams(Optional<String> orderBy, boolean descending) {
    return send(
        new StreamOperations.DescribeLogStreams(
            Optional.of(GROUP),
            Optional.empty(),
            Optional.empty(),
            orderBy,
            Optional.of(descending),
            Optional.empty(),
            Optional.empty()),
        StreamOperations.Page.class);
  }

  GroupOperations.Page groups() {
    return send(
        new GroupOperations.DescribeLogGroups(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        GroupOperations.Page.class);
  }
}
