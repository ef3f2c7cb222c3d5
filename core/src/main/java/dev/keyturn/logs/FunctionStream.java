package dev.keyturn.logs;

import dev.keyturn.function.FunctionLogs;
import dev.keyturn.key.SecretValue;
import dev.keyturn.logs.Concealment.Origination;
import dev.keyturn.masking.Fingerprints;
import dev.keyturn.masking.Passage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The log of one instance. What is written waits in memory for a second at most, or until there is
/// enough of it; what is too much is cut, and a line says how much. Thread-safe.
final class FunctionStream implements FunctionLogs.Stream {
  private static final int MOST_IN_AN_EVENT = 256 * 1024;

  /// Room behind the cut for a value that the cut would part.
  private static final int MARGIN = 4 * 1024;

  static final long MOST_IN_A_MINUTE = 8L * 1024 * 1024;
  private static final int ENOUGH = 64 * 1024;
  private static final int MOST_WAITING = 1024 * 1024;
  private static final int OVERLAP = 64;

  private final Origination where;
  private final Concealment concealment;
  private final Buffers buffers;
  private final Fingerprints given = new Fingerprints();
  private final Object flushing = new Object();
  private List<Entry> waiting = new ArrayList<>();
  private long waitingBytes;
  private long minute;
  private long inThisMinute;
  private long cut;
  private String before = "";

  FunctionStream(Origination where, Concealment concealment, Buffers buffers) {
    this.where = where;
    this.concealment = concealment;
    this.buffers = buffers;
  }

  Origination where() {
    return where;
  }

  @Override
  public String name() {
    return where.group() + ":" + where.stream();
  }

  Fingerprints given() {
    return given;
  }

  @Override
  public void conceal(SecretValue value) {
    given.add(value, Fingerprints.NOBODY);
  }

  @Override
  public String write(Instant at, String text) {
    String masked;
    boolean enough;
    synchronized (this) {
      String part = cut(text, MOST_IN_AN_EVENT + MARGIN);
      String kept = concealment.of(where, new Passage(before, part, List.of(given)));
      masked = cut(kept, MOST_IN_AN_EVENT);
      if (masked.length() < kept.length() || part.length() < text.length()) {
        masked += "[%d characters cut]".formatted(text.length() - masked.length());
      }
      before = masked.substring(Math.max(0, masked.length() - OVERLAP));
      if (!masked.isEmpty()) {
        keep(at, masked);
      }
      enough = waitingBytes >= ENOUGH;
    }
    if (enough) {
      flush();
    }
    return masked;
  }

  /// At most so many bytes of a text.
  private static String cut(String text, int most) {
    if (text.length() <= most / 3) {
      return text;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= most) {
      return text;
    }
    int end = most;
    while ((bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }

  private void keep(Instant at, String text) {
    long now = at.getEpochSecond() / 60;
    if (now != minute) {
      minute = now;
      inThisMinute = 0;
    }
    Entry entry = new Entry(at.toEpochMilli(), SecretValue.ofString(text));
    if (inThisMinute + entry.bytes() > MOST_IN_A_MINUTE
        || waitingBytes + entry.bytes() > MOST_WAITING) {
      cut += entry.message().size();
      return;
    }
    tellCut(at);
    add(entry);
  }

  private void tellCut(Instant at) {
    if (cut > 0) {
      String mark =
          "[%d bytes cut: too much was printed in a minute, or could not be kept]".formatted(cut);
      add(new Entry(at.toEpochMilli(), SecretValue.ofString(mark)));
      cut = 0;
    }
  }

  private void add(Entry entry) {
    waiting.add(entry);
    waitingBytes += entry.bytes();
    inThisMinute += entry.bytes();
  }

  /// Hands on what waits. When it cannot be kept now, it waits for the next time.
  ///
  /// @return whether nothing is left
  boolean flush() {
    synchronized (flushing) {
      List<Entry> entries = taken();
      if (entries.isEmpty()) {
        return true;
      }
      boolean kept = buffers.keep(where, entries);
      if (!kept) {
        giveBack(entries);
      }
      return kept;
    }
  }

  private synchronized List<Entry> taken() {
    List<Entry> entries = waiting;
    waiting = new ArrayList<>();
    waitingBytes = 0;
    return entries;
  }

  private synchronized void giveBack(List<Entry> entries) {
    entries.addAll(waiting);
    waiting = entries;
    waitingBytes = entries.stream().mapToLong(Entry::bytes).sum();
  }

  @Override
  public void close() {
    synchronized (this) {
      tellCut(buffers.now());
    }
    buffers.close(this);
  }
}
