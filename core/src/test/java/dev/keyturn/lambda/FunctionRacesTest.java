package dev.keyturn.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.lambda.FunctionsFixture.Changing;
import dev.keyturn.lambda.FunctionsFixture.Making;
import dev.keyturn.operation.Nothing;
import dev.keyturn.operation.Refusal;
import dev.keyturn.operation.Refusal.ResourceConflict;
import dev.keyturn.operation.Refusal.ResourceNotFound;
import dev.keyturn.store.Kept;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// What many do at once ends as if they had done it one after the other.
class FunctionRacesTest {
  private static final int MANY = 8;

  private final FunctionsFixture fixture = new FunctionsFixture();

  /// Runs tasks at once.
  ///
  /// @return what was refused
  private static List<Refusal> atOnce(List<Callable<?>> tasks) throws InterruptedException {
    List<Refusal> refused = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<?> each : tasks.stream().map(threads::submit).toList()) {
        try {
          each.get();
        } catch (ExecutionException failed) {
          if (failed.getCause() instanceof Refusal refusal) {
            refused.add(refusal);
          } else {
            throw new AssertionError(failed);
          }
        }
      }
    }
    return refused;
  }

  @Test
  void oneOfManyGetsTheName() throws InterruptedException {
    List<Callable<?>> tasks = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      tasks.add(() -> fixture.create("rotator"));
    }
    assertThat(atOnce(tasks)).hasSize(MANY - 1).hasOnlyElementsOfType(ResourceConflict.class);
    assertThat(fixture.stored()).singleElement().satisfies(it -> assertThat(it.users()).hasSize(1));
  }

  @Test
  void noChangeIsLost() throws InterruptedException {
    fixture.create("rotator");
    List<Callable<?>> tasks = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      String alias = "alias" + i;
      tasks.add(() ->
          fixture.send(
              new AliasOperations.CreateAlias(
                  "rotator", alias, "$LATEST", Optional.empty(), Optional.empty()),
              ShownAlias.class));
    }
    Changing changing = new Changing();
    changing.timeout = Optional.of(77);
    tasks.add(() -> fixture.change(changing));
    tasks.add(() -> fixture.updateCode(FunctionsFixture.OTHER, false, Optional.empty()));
    assertThat(atOnce(tasks)).isEmpty();
    Function function = fixture.found("rotator").require();
    assertThat(function.aliases()).hasSize(MANY);
    assertThat(function.latest().limits().timeout()).isEqualTo(77);
    assertThat(function.latest().program().code())
        .isEqualTo(CheckedZip.of(FunctionsFixture.OTHER).code());
  }

  @Test
  void everyVersionHasANumberOfItsOwn() throws InterruptedException {
    fixture.create("rotator");
    List<Callable<?>> tasks = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      byte[] zip = i % 2 == 0 ? FunctionsFixture.OTHER : FunctionsFixture.ZIP;
      tasks.add(() -> fixture.updateCode(zip, true, Optional.empty()));
    }
    assertThat(atOnce(tasks)).isEmpty();
    Function function = fixture.found("rotator").require();
    List<Configuration> versions = fixture.repository.versions(FunctionsFixture.HOME, function);
    assertThat(versions).hasSize((int) function.published());
    assertThat(versions).extracting(Configuration::revision).doesNotHaveDuplicates();
  }

  /// Functions of the same zip come and go at once: the zip is there exactly for those that stay.
  @Test
  void sharedCodeIsThereForWhoeverUsesIt() throws InterruptedException, IOException {
    for (int round = 0; round < 20; round++) {
      List<Callable<?>> tasks = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        Making making = new Making();
        making.name = "function" + i;
        tasks.add(() -> fixture.create(making));
        tasks.add(() ->
            fixture.send(new DeleteFunction.Input(making.name, Optional.empty()), Nothing.class));
      }
      assertThat(atOnce(tasks))
          .allSatisfy(
              it -> assertThat(it).isInstanceOfAny(ResourceNotFound.class, ResourceConflict.class));
      assertConsistent();
    }
  }

  private void assertConsistent() throws IOException {
    Set<String> users = new HashSet<>();
    for (Kept<Function> kept : fixture.repository.functions(FunctionsFixture.HOME)) {
      Function function = kept.body();
      users.add(CodeUse.of(function, function.latest()));
      try (InputStream code =
          fixture
              .deployments
              .of(FunctionsFixture.HOME, function, function.latest())
              .code()
              .open()) {
        assertThat(code.readAllBytes()).isEqualTo(FunctionsFixture.ZIP);
      }
    }
    assertThat(fixture.stored().stream().map(StoredCode::users).findFirst().orElse(Set.of()))
        .isEqualTo(users);
  }
}
