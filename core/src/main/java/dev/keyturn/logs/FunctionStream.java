package dev.keyturn.logs;

import dev.keyturn.function.FunctionLogs;
import dev.keyturn.key.SecretValue;
import dev.keyturn.logs.Concealment.Origination;
import dev.keyturn.masking.Fingerprints;
import dev.keyturn.masking.Masked;
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

  /// A piece of a value in base64 is 88 characters long at the most, and may be parted anywhere.
  private static final int OVERLAP = 128;

  /// So long the last event waits for the next one, in which a value may go on.
  private static final long FOLLOWING = 1_000;

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
  private boolean beforeWaits;

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
      Masked found = concealment.of(where, new Passage(before, part, List.of(given)));
      hideEnd(found.reach());
      String kept = found.text();
      masked = cut(kept, MOST_IN_AN_EVENT);
      if (masked.length() < kept.length() || part.length() < text.length()) {
        masked += "[%d characters cut]".formatted(text.length() - masked.length());
      }
      before = masked.substring(Math.max(0, masked.length() - OVERLAP));
      beforeWaits = !masked.isEmpty() && keep(at, masked);
      enough = waitingBytes >= ENOUGH;
    }
    if (enough) {
      flush(false);
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

  /// A value that began at the end of the last event goes on: what of it is not kept yet is hidden.
  private void hideEnd(int characters) {
    if (characters > 0 && beforeWaits) {
      Entry last = waiting.removeLast();
      String text = last.message().revealString();
      String start = text.substring(0, Math.max(0, text.length() - characters));
      Entry hidden = new Entry(last.timestamp(), SecretValue.ofString(start + Masked.MARK));
      waiting.add(hidden);
      waitingBytes += hidden.bytes() - last.bytes();
    }
  }

  private boolean keep(Instant at, String text) {
    long now = at.getEpochSecond() / 60;
    if (now != minute) {
      minute = now;
      inThisMinute = 0;
    }
    Entry entry = new Entry(at.toEpochMilli(), SecretValue.ofString(text));
    if (inThisMinute + entry.bytes() > MOST_IN_A_MINUTE
        || waitingBytes + entry.bytes() > MOST_WAITING) {
      cut += entry.message().size();
      return false;
    }
    tellCut(at);
    add(entry);
    return true;
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
  /// @param all also the last event, although a value may go on in the next
  /// @return whether nothing failed
  boolean flush(boolean all) {
    synchronized (flushing) {
      List<Entry> entries = taken(all);
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

  private synchronized List<Entry> taken(boolean all) {
    List<Entry> entries = waiting;
    waiting = new ArrayList<>();
    waitingBytes = 0;
    if (!all && beforeWaits && isFresh(entries.getLast())) {
      Entry last = entries.removeLast();
      waiting.add(last);
      waitingBytes = last.bytes();
    } else {
      beforeWaits = false;
    }
    return entries;
  }

  private boolean isFresh(Entry entry) {
    return buffers.now().toEpochMilli() - entry.timestamp() < FOLLOWING;
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
