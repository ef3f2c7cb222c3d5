package dev.keyturn.server.runtime;

import dev.keyturn.function.FunctionLogs;
import dev.keyturn.key.SecretValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What an instance prints, on its way to the log. It is always read, so that a process never waits
/// for the server, and only so much of an invocation is kept. Thread-safe.
final class Output {
  private static final Logger LOG = LoggerFactory.getLogger(Output.class);
  private static final long MOST_BYTES = 4L * 1024 * 1024;
  private static final int MOST_LINES = 20_000;
  private static final int TAIL = 4096;
  private static final int BUFFER = 16 * 1024;
  private static final long LAST_WORDS_MILLIS = 2_000;
  private static final String LEFT_OUT =
      "[Keyturn left out the rest of what this invocation printed]";

  private final FunctionLogs.Stream log;
  private final InstantSource clock;
  private final StringBuilder tail = new StringBuilder();
  private final String mark = "\0" + UUID.randomUUID();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  private volatile Optional<OutputStream> inlet = Optional.empty();
  private @Nullable CompletableFuture<Void> seen;
  private long bytes;
  private int lines;

  Output(FunctionLogs.Stream log, InstantSource clock) {
    this.log = log;
    this.clock = clock;
  }

  /// Reads until the end, on a thread of its own: reading a pipe holds a thread.
  void follow(Process process) {
    inlet = inlet(process);
    process.onExit().thenRun(() -> inlet.ifPresent(Quietly::close));
    Thread.ofPlatform()
        .daemon()
        .name("function-output-" + process.pid())
        .start(() -> read(process.getInputStream()));
  }

  /// The end of the pipe that the process writes to, opened while it is sure to be its output: a
  /// shell may put another file there for a while.
  private static Optional<OutputStream> inlet(Process process) {
    try {
      return Optional.of(
          Files.newOutputStream(
              Path.of("/proc/" + process.pid() + "/fd/1"), StandardOpenOption.WRITE));
    } catch (IOException _) {
      // It has ended already, or this is no Linux.
      return Optional.empty();
    }
  }

  private void read(InputStream in) {
    LineSplitter lines = new LineSplitter(this::line);
    byte[] buffer = new byte[BUFFER];
    try (in) {
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        lines.take(buffer, length);
      }
    } catch (IOException broken) {
      LOG.debug("A function's output ended: {}", broken.getMessage());
    }
    lines.end();
    ended.complete(null);
  }

  private synchronized void line(String text) {
    // What was printed just before, without a line's end, stands in front of the mark.
    int at = text.indexOf(mark);
    if (at != 0) {
      print(at < 0 ? text : text.substring(0, at));
    }
    if (at >= 0 && seen != null) {
      seen.complete(null);
    }
  }

  private void print(String text) {
    if (bytes > MOST_BYTES || lines > MOST_LINES) {
      return;
    }
    bytes += text.length();
    lines++;
    write(bytes > MOST_BYTES || lines > MOST_LINES ? LEFT_OUT : text);
  }

  /// What must not be seen in the log from now on.
  void conceal(SecretValue given) {
    log.conceal(given);
  }

  /// Begins an invocation's part of the log.
  synchronized void begin() {
    tail.setLength(0);
    bytes = 0;
    lines = 0;
  }

  /// A line of the platform's own.
  synchronized void write(String text) {
    String masked = log.write(clock.instant(), text);
    tail.append(masked).append('\n');
    if (tail.length() > 4 * TAIL) {
      tail.delete(0, tail.length() - TAIL);
    }
  }

  /// Waits until all that was printed before has come: a mark of our own goes through the same
  /// pipe.
  void settle() {
    CompletableFuture<Void> passed = new CompletableFuture<>();
    synchronized (this) {
      seen = passed;
    }
    try {
      if (!ended.isDone() && inlet.isPresent()) {
        inlet.get().write((mark + "\n").getBytes(StandardCharsets.UTF_8));
        await(CompletableFuture.anyOf(passed, ended));
      }
    } catch (IOException _) {
      // The process has just ended.
      await(ended);
    }
  }

  /// Waits for what a process that has ended left in its pipe.
  void settleAtEnd() {
    await(ended);
  }

  private static void await(CompletableFuture<?> done) {
    try {
      done.get(LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException _) {
      LOG.debug("A function's last words did not come in time");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// The last 4 KB, masked.
  synchronized String tail() {
    byte[] all = tail.toString().getBytes(StandardCharsets.UTF_8);
    if (all.length <= TAIL) {
      return tail.toString();
    }
    int from = all.length - TAIL;
    while ((all[from] & 0xC0) == 0x80) {
      from++;
    }
    return new String(all, from, all.length - from, StandardCharsets.UTF_8);
  }
}
