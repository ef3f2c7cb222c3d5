package dev.keyturn.logs;

import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Region;
import dev.keyturn.store.Kept;
import dev.keyturn.store.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Takes away what is older than its group's retention, the oldest streams of groups that hold too
/// much, and what a deletion left behind that a crash broke off. Thread-safe.
final class LogTidy {
  static final long MOST_IN_A_GROUP = 1024L * 1024 * 1024;
  static final int MOST_STREAMS = 5_000;
  private static final long SETTLED = Duration.ofHours(1).toMillis();
  private static final int DELETED_AT_ONCE = 200;

  private final LogRepository repository;

  LogTidy(LogRepository repository) {
    this.repository = repository;
  }

  void run(long now) {
    Set<String> ids = new HashSet<>();
    repository.each(
        Home.GROUPS,
        "",
        LogGroup.class,
        group -> {
          ids.add(group.body().id());
          tidy(home(group), group.body(), now);
        });
    repository.each(
        Home.STREAMS,
        "",
        LogStream.class,
        stream -> {
          if (stream.body().created() < now - SETTLED && !ids.contains(groupId(stream))) {
            repository.delete(stream);
          }
        });
  }

  private static Home home(Kept<LogGroup> group) {
    String[] parts = group.key().key().split("/", 3);
    return new Home(new AccountId(parts[0]), new Region(parts[1]));
  }

  private static String groupId(Kept<LogStream> stream) {
    String rest = stream.key().key().split("/", 3)[2];
    return rest.substring(0, rest.indexOf(':'));
  }

  private void tidy(Home home, LogGroup group, long now) {
    long since = group.keptSince(now);
    List<Kept<LogStream>> streams = new ArrayList<>(repository.streams(home, group, ""));
    streams.removeIf(stream -> {
      boolean expired = stream.body().lastActive() < since;
      if (expired) {
        repository.delete(stream);
      } else if (stream.body().first().filter(it -> it < since).isPresent()) {
        shorten(stream, since);
      }
      return expired;
    });
    long stored = bound(streams);
    if (stored != group.stored()) {
      repository.change(home, group.name(), it -> it.storing(stored));
    }
  }

  private long bound(List<Kept<LogStream>> streams) {
    streams.sort(Comparator.comparingLong(it -> it.body().lastActive()));
    long stored = streams.stream().mapToLong(it -> it.body().stored()).sum();
    int count = streams.size();
    for (Kept<LogStream> oldest : streams) {
      if (stored <= MOST_IN_A_GROUP && count <= MOST_STREAMS) {
        break;
      }
      repository.delete(oldest);
      stored -= oldest.body().stored();
      count--;
    }
    return stored;
  }

  /// Takes away the chunks in which nothing is to be kept. Somebody who adds events meanwhile wins;
  /// the next time will do.
  private void shorten(Kept<LogStream> kept, long since) {
    LogStream stream = kept.body();
    List<Write> writes = new ArrayList<>();
    LogStream left = stream;
    for (LogChunk chunk : repository.chunks(stream)) {
      boolean last = stream.tail().filter(it -> it.from() == chunk.from()).isPresent();
      if (chunk.latest() < since && !last && writes.size() < DELETED_AT_ONCE) {
        writes.addAll(LogRepository.deletion(stream, chunk));
        left = left.without(chunk.bytes());
      }
    }
    if (!writes.isEmpty()) {
      writes.add(Write.put(kept.key(), kept.revision(), left));
      boolean _ = repository.committed(writes);
    }
  }
}
