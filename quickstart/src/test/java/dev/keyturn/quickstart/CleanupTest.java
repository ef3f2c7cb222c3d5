package dev.keyturn.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CleanupTest {
  private final List<String> undone = new ArrayList<>();
  private final Cleanup cleanup = new Cleanup();

  @Test
  void undoesTheLastThingFirstAndOnce() {
    cleanup.add(() -> undone.add("folder"));
    cleanup.add(() -> undone.add("server"));
    cleanup.close();
    cleanup.close();
    assertThat(undone).containsExactly("server", "folder");
  }

  @Test
  void oneThatFailsDoesNotKeepTheOthers() {
    cleanup.add(() -> undone.add("folder"));
    cleanup.add(() -> {
      throw new IOException("expected by this test");
    });
    cleanup.close();
    assertThat(undone).containsExactly("folder");
  }

  @Test
  void whatIsAddedAfterTheEndIsUndoneAtOnce() {
    cleanup.close();
    cleanup.add(() -> undone.add("late"));
    assertThat(undone).containsExactly("late");
    assertThat(cleanup.closed()).isTrue();
  }
}
