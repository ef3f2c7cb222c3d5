package dev.keyturn.logs;

import dev.keyturn.key.AesKey;
import dev.keyturn.key.KeyUnusable;
import dev.keyturn.key.MasterKey;
import dev.keyturn.key.Sealed;
import dev.keyturn.key.SecretValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Seals the events of a chunk and opens them again, under a key of the stream that comes from the
/// master key. Where the chunk lies is authenticated with it. Thread-safe.
final class ChunkPayload {
  private static final int HEAD = 2 * Long.BYTES + Integer.BYTES;

  private final MasterKey master;

  ChunkPayload(MasterKey master) {
    this.master = master;
  }

  Sealed seal(LogStream stream, String payload, List<LogEvent> events) {
    byte[] plain = bytes(events);
    try (AesKey key = key(stream)) {
      return Sealed.of(key.seal(plain, context(payload)));
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  /// @throws IllegalStateException when the store gives what was not put into it
  List<LogEvent> open(LogStream stream, LogChunk chunk, Sealed sealed) {
    try (AesKey key = key(stream)) {
      return events(chunk, ByteBuffer.wrap(key.open(sealed.bytes(), context(chunk.payload()))));
    } catch (KeyUnusable tampered) {
      throw new IllegalStateException(
          "The log events at " + chunk.payload() + " do not open", tampered);
    }
  }

  private static byte[] bytes(List<LogEvent> events) {
    int length = events.stream().mapToInt(it -> HEAD + it.message().size()).sum();
    ByteBuffer plain = ByteBuffer.allocate(length);
    for (LogEvent event : events) {
      byte[] text = event.message().revealBytes();
      plain.putLong(event.timestamp()).putLong(event.ingested()).putInt(text.length).put(text);
    }
    return plain.array();
  }

  private static List<LogEvent> events(LogChunk chunk, ByteBuffer plain) {
    List<LogEvent> events = new ArrayList<>(chunk.count());
    for (int i = 0; i < chunk.count(); i++) {
      long timestamp = plain.getLong();
      long ingested = plain.getLong();
      byte[] text = new byte[plain.getInt()];
      plain.get(text);
      events.add(new LogEvent(timestamp, ingested, chunk.from() + i, SecretValue.ofUtf8(text)));
    }
    return events;
  }

  private static byte[] context(String payload) {
    return ("keyturn:log " + payload).getBytes(StandardCharsets.UTF_8);
  }

  private AesKey key(LogStream stream) {
    byte[] bytes = master.derive("log stream " + stream.id());
    try {
      return AesKey.of(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }
}
