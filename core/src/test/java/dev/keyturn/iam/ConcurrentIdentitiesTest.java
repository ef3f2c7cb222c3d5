package dev.keyturn.iam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.operation.Nothing;
import dev.keyturn.operation.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;

/// Several administrators at once never get past a rule together.
class ConcurrentIdentitiesTest {
  private final IdentitiesFixture iam = new IdentitiesFixture();

  /// How many of the tasks, run at once, were not refused.
  private static long succeeded(List<Callable<Object>> tasks) throws InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return threads.invokeAll(tasks).stream().filter(ConcurrentIdentitiesTest::succeeded).count();
    }
  }

  private static boolean succeeded(Future<Object> done) {
    try {
      Object _ = done.get();
      return true;
    } catch (ExecutionException failed) {
      assertThat(failed.getCause()).isInstanceOf(Refusal.class);
      return false;
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  private static List<Callable<Object>> times(int count, Callable<Object> task) {
    return IntStream.range(0, count).mapToObj(_ -> task).toList();
  }

  @RepeatedTest(5)
  void aNameIsGivenOnce() throws InterruptedException {
    assertThat(succeeded(times(8, () -> iam.createUser("alice")))).isEqualTo(1);
  }

  @RepeatedTest(5)
  void aThirdKeyIsNeverMade() throws InterruptedException {
    iam.createUser("alice");
    assertThat(succeeded(times(8, () -> iam.createKey("alice")))).isEqualTo(2);
    assertThat(iam.store.scan("access-key", "", "", 10)).hasSize(3);
  }

  @RepeatedTest(5)
  void noKeyOutlivesItsUser() throws InterruptedException {
    iam.createUser("alice");
    long done =
        succeeded(
            List.of(
                () -> iam.createKey("alice"),
                () -> iam.send(new Users.DeleteUser("alice"), Nothing.class)));
    assertThat(done).isEqualTo(1);
    boolean userThere = !iam.store.scan("iam-user", "", "", 10).isEmpty();
    assertThat(iam.store.scan("access-key", "", "", 10)).hasSize(userThere ? 2 : 1);
  }

  @RepeatedTest(5)
  void noAttachmentOutlivesItsPolicy() throws InterruptedException {
    iam.createUser("alice");
    String arn = iam.createPolicy("p").arn();
    assertThat(
            succeeded(
                List.of(
                    () -> iam.send(new Attachments.AttachUserPolicy("alice", arn), Nothing.class),
                    () -> iam.send(new ManagedPolicies.DeletePolicy(arn), Nothing.class))))
        .isEqualTo(1);
  }

  @RepeatedTest(5)
  void noMemberOutlivesTheGroup() throws InterruptedException {
    iam.createUser("alice");
    iam.createGroup("g");
    assertThat(
            succeeded(
                List.of(
                    () -> iam.send(new Groups.AddUserToGroup("g", "alice"), Nothing.class),
                    () -> iam.send(new Groups.DeleteGroup("g"), Nothing.class))))
        .isEqualTo(1);
    assertThat(
            iam.send(
                    new Groups.ListGroupsForUser("alice", Optional.empty(), Optional.empty()),
                    Groups.Page.class)
                .groups()
                .size())
        .isEqualTo(iam.store.scan("iam-group", "", "", 10).size());
  }
}
