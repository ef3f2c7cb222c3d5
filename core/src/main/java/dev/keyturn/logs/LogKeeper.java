package dev.keyturn.logs;

import dev.keyturn.audit.AuditLog;
import dev.keyturn.function.FunctionLogs;
import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Region;
import dev.keyturn.key.MasterKey;
import dev.keyturn.logs.Concealment.Origination;
import dev.keyturn.masking.KnownValues;
import dev.keyturn.masking.Passage;
import dev.keyturn.operation.PageTokens;
import dev.keyturn.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Keeps logs: takes what functions print, and makes the service that reads it. [#flush] is to be
/// called every second, [#tidyWhenDue] every few, and [#close] at the end. Thread-safe.
public final class LogKeeper implements FunctionLogs, AutoCloseable {
  private static final String GROUP = "/aws/lambda/";
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy/MM/dd").withZone(ZoneOffset.UTC);

  private static final Duration BETWEEN_TIDYINGS = Duration.ofMinutes(10);

  private final LogRepository repository;
  private final Concealment concealment;
  private final Buffers buffers;
  private final LogGroups service;
  private volatile @Nullable Instant nextTidy;

  /// What it is made of.
  ///
  /// @param random a generator fit for cryptography
  public record Parts(
      Store store,
      MasterKey master,
      PageTokens pages,
      RandomGenerator random,
      KnownValues values,
      AuditLog audit,
      InstantSource clock) {}

  public LogKeeper(Parts parts) {
    repository = new LogRepository(parts.store, parts.random);
    LogWriter writer = new LogWriter(repository, new ChunkPayload(parts.master));
    concealment = new Concealment(parts.values, parts.audit, parts.clock);
    buffers = new Buffers(writer, parts.clock);
    service =
        new LogGroups(
            new LogGroups.Parts(
                repository, writer, new LogPages(parts.pages), buffers, concealment));
  }

  /// At a start: where functions have printed before, they will again, and the values to mask are
  /// gathered at once.
  public void prepareIfUsed() {
    if (!repository.store().scan(Home.GROUPS, "", "", 1).isEmpty()) {
      concealment.prepare();
    }
  }

  /// The service that reads what is kept.
  public LogGroups service() {
    return service;
  }

  @Override
  public Stream open(Arn function, String version, Instant at) {
    concealment.prepare();
    String name = DAY.format(at) + "/[" + version + "]" + repository.newId();
    FunctionStream stream = new FunctionStream(where(function, name), concealment, buffers);
    buffers.open(stream);
    return stream;
  }

  @Override
  public String mask(Arn function, String text) {
    concealment.prepare();
    Origination where = where(function, "");
    return concealment.of(where, new Passage("", text, buffers.given(where))).text();
  }

  private static Origination where(Arn function, String stream) {
    String name = function.resource().substring(function.resource().indexOf(':') + 1);
    int qualifier = name.indexOf(':');
    return new Origination(
        new Home(new AccountId(function.account()), new Region(function.region())),
        GROUP + (qualifier < 0 ? name : name.substring(0, qualifier)),
        stream);
  }

  /// Writes what waits in memory.
  public void flush() {
    buffers.flush(false);
  }

  /// Takes away what is too old or too much, every ten minutes.
  public void tidyWhenDue(Instant now) {
    Instant due = nextTidy;
    if (due == null || !now.isBefore(due)) {
      nextTidy = now.plus(BETWEEN_TIDYINGS);
      if (due != null) {
        new LogTidy(repository).run(now.toEpochMilli());
      }
    }
  }

  @Override
  public void close() {
    buffers.flush(true);
  }
}
