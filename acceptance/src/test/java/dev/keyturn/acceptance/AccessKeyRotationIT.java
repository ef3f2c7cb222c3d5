package dev.keyturn.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keyturn.acceptance.kit.CommitStop;
import dev.keyturn.acceptance.kit.KeyHolder;
import dev.keyturn.acceptance.kit.Program;
import dev.keyturn.acceptance.kit.RotatedKey;
import dev.keyturn.acceptance.kit.Tool.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// One user with two access keys, which another identity rotates with the unmodified AWS CLI while
/// an application goes on with them: no call is denied, also when the server is killed at any
/// commit.
class AccessKeyRotationIT {
  private static final int ROTATIONS = 10;
  private static final int SAMPLE = 1;

  /// No more than every rotation has.
  private static final int SURE = 20;

  private static final long SEED = Long.getLong("crash.seed", new Random().nextLong(1_000_000));

  @TempDir static Path folder;
  private static Program program;

  @BeforeAll
  static void start() throws Exception {
    program = Program.start("access-key-rotation");
  }

  @AfterAll
  static void stop() throws Exception {
    program.close();
  }

  @Test
  void tenRotationsAndNoCallDenied() throws Exception {
    RotatedKey key = new RotatedKey(program, folder, "app");
    try (KeyHolder application = new KeyHolder(program, key)) {
      List<String> seen = new ArrayList<>(key.keys());
      for (int i = 0; i < ROTATIONS; i++) {
        String before = seen.getLast();
        key.rotate();
        String after = key.currentId();
        assertThat(seen).doesNotContain(after);
        seen.add(after);
        assertThat(key.keys()).containsExactlyInAnyOrder(before, after);
      }
      assertThat(application.refusals()).isEmpty();
      assertThat(application.calls()).isGreaterThan(10 * ROTATIONS);
    }
  }

  @Test
  @Timeout(180)
  void noCallIsDeniedWhenTheServerIsKilledAtSomeCommits() throws Exception {
    System.out.println("Killed at commits of -Dcrash.seed=" + SEED);
    RotatedKey key = new RotatedKey(program, folder, "sampled");
    try (CommitStop stop = new CommitStop();
        KeyHolder application = new KeyHolder(program, key)) {
      stop.restart(program);
      for (int place : new Random(SEED).ints(1, SURE + 1).distinct().limit(SAMPLE).toArray()) {
        assertThat(killedAt(place, stop, key, application)).as("place %d", place).isTrue();
      }
    }
  }

  @Test
  @Tag("soak")
  @Timeout(3600)
  void noCallIsDeniedWhenTheServerIsKilledAtAnyCommit() throws Exception {
    RotatedKey key = new RotatedKey(program, folder, "killed");
    try (CommitStop stop = new CommitStop();
        KeyHolder application = new KeyHolder(program, key)) {
      stop.restart(program);
      int place = 1;
      while (killedAt(place, stop, key, application)) {
        place++;
      }
      assertThat(place).isGreaterThan(SURE);
      System.out.printf(
          "Killed before and after each commit: %d kills, %,d calls answered, %d refused%n",
          place - 1, application.calls(), application.refusals().size());
    }
  }

  /// One rotation, in which the server is killed at the n-th place that its commits pass.
  ///
  /// @return false when the rotation was over before
  private static boolean killedAt(int place, CommitStop stop, RotatedKey key, KeyHolder application)
      throws Exception {
    String before = key.currentId();
    await("the application's calls").until(() -> application.held().equals(before));
    stop.at(place);
    String token = UUID.randomUUID().toString();
    FutureTask<Result> command = new FutureTask<>(() -> key.begin(token));
    Thread.ofVirtual().start(command);
    await("the place, or the end of the rotation")
        .atMost(Duration.ofSeconds(60))
        .until(() -> stop.reached() || (command.isDone() && key.isOver(token)));
    boolean killed = stop.reached();
    if (killed) {
      stop.restart(program);
      if (command.get().exitCode() != 0) {
        // Whoever hears nothing gives the command again.
        key.begin(token).json();
      }
    }
    key.awaitEnd(token);
    String after = key.currentId();
    assertThat(after).isNotEqualTo(before);
    assertThat(key.keys()).as("after place %d", place).containsExactlyInAnyOrder(before, after);
    await("the application reads the new key").until(() -> application.held().equals(after));
    assertThat(application.refusals()).as("at place %d", place).isEmpty();
    return killed;
  }
}
