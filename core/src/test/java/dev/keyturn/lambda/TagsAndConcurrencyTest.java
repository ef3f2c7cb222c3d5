package dev.keyturn.lambda;

import static dev.keyturn.lambda.CallsFixture.ACCOUNT;
import static dev.keyturn.lambda.CallsFixture.arn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.identity.Caller;
import dev.keyturn.lambda.ConcurrencyOperations.Concurrency;
import dev.keyturn.lambda.ConcurrencyOperations.DeleteFunctionConcurrency;
import dev.keyturn.lambda.ConcurrencyOperations.GetFunctionConcurrency;
import dev.keyturn.lambda.ConcurrencyOperations.PutFunctionConcurrency;
import dev.keyturn.lambda.TagOperations.ListTags;
import dev.keyturn.lambda.TagOperations.TagResource;
import dev.keyturn.lambda.TagOperations.Tags;
import dev.keyturn.lambda.TagOperations.UntagResource;
import dev.keyturn.operation.Nothing;
import dev.keyturn.operation.Refusal.AccessDenied;
import dev.keyturn.operation.Refusal.InvalidParameterValue;
import dev.keyturn.operation.Refusal.ResourceNotFound;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TagsAndConcurrencyTest {
  private final CallsFixture lambda = new CallsFixture();
  private final String name = arn("rotator").toString();

  @BeforeEach
  void aFunction() {
    lambda.make("rotator");
  }

  private void tag(Map<String, String> tags) {
    Nothing _ = lambda.send(new TagResource(name, tags), Nothing.class);
  }

  private Map<String, String> tags() {
    return lambda.send(new ListTags(name), Tags.class).tags();
  }

  @Test
  void tagsComeAndGo() {
    assertThat(tags()).isEmpty();
    tag(Map.of("team", "blue", "stage", "test"));
    tag(Map.of("team", "red"));
    assertThat(tags()).isEqualTo(Map.of("team", "red", "stage", "test"));
    Nothing _ = lambda.send(new UntagResource(name, List.of("team", "absent")), Nothing.class);
    assertThat(tags()).isEqualTo(Map.of("stage", "test"));
  }

  @Test
  void someTagsCannotBe() {
    assertThatThrownBy(() -> tag(Map.of("AWS:x", "1"))).isInstanceOf(InvalidParameterValue.class);
    assertThatThrownBy(() -> tag(Map.of("x".repeat(129), "1")))
        .isInstanceOf(InvalidParameterValue.class);
    assertThatThrownBy(() -> tag(Map.of("x", "1".repeat(257))))
        .isInstanceOf(InvalidParameterValue.class);
    Map<String, String> many = new HashMap<>();
    for (int i = 0; i < 50; i++) {
      many.put("key" + i, "");
    }
    tag(many);
    assertThatThrownBy(() -> tag(Map.of("one", "more"))).isInstanceOf(InvalidParameterValue.class);
    assertThat(tags()).hasSize(50);
  }

  @Test
  void tagsAreOfFunctionsAndNotOfVersions() {
    assertThatThrownBy(() -> lambda.send(new ListTags(name + ":1"), Tags.class))
        .isInstanceOf(InvalidParameterValue.class);
    assertThatThrownBy(() -> lambda.send(new ListTags(arn("absent").toString()), Tags.class))
        .isInstanceOf(ResourceNotFound.class);
  }

  @Test
  void policiesCanAskForTags() {
    Caller alice = lambda.user(ACCOUNT, "alice");
    lambda.policies.put(
        alice.principal().arn().toString(),
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"lambda:*","Resource":"*",\
        "Condition":{"StringEquals":{"aws:ResourceTag/team":"blue"}}}]}\
        """);
    assertThatThrownBy(() -> lambda.send(alice, new ListTags(name), Tags.class))
        .isInstanceOf(AccessDenied.class);
    tag(Map.of("team", "blue"));
    assertThat(lambda.send(alice, new ListTags(name), Tags.class).tags()).hasSize(1);
  }

  private Concurrency reserved() {
    return lambda.send(new GetFunctionConcurrency("rotator"), Concurrency.class);
  }

  @Test
  void instancesAreReservedUntilTheyAreNot() {
    assertThat(reserved().reservedConcurrentExecutions()).isEmpty();
    assertThat(
            lambda
                .send(new PutFunctionConcurrency("rotator", 3), Concurrency.class)
                .reservedConcurrentExecutions())
        .contains(3);
    assertThat(reserved().reservedConcurrentExecutions()).contains(3);
    InvokeOperation.Output _ = lambda.call("rotator", "1");
    assertThat(lambda.runtime.calls().getFirst().deployment().mostInstances()).contains(3);
    Nothing _ = lambda.send(new DeleteFunctionConcurrency("rotator"), Nothing.class);
    assertThat(reserved().reservedConcurrentExecutions()).isEmpty();
    assertThatThrownBy(
            () -> lambda.send(new PutFunctionConcurrency("rotator:1", 3), Concurrency.class))
        .isInstanceOf(InvalidParameterValue.class);
  }

  private void reserve(String function, int instances) {
    Concurrency _ = lambda.send(new PutFunctionConcurrency(function, instances), Concurrency.class);
  }

  private void assertTooMany(String function, int instances) {
    assertThatThrownBy(() -> reserve(function, instances))
        .isInstanceOf(InvalidParameterValue.class)
        .hasMessage(
            "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [6].");
  }

  @Test
  void someInstancesStayUnreserved() {
    lambda.make("other");
    assertTooMany("rotator", 59);
    assertTooMany("rotator", Integer.MAX_VALUE);
    reserve("rotator", 58);
    assertTooMany("other", 1);
    reserve("other", 0);
    reserve("rotator", 58);
    reserve("rotator", 50);
    assertTooMany("other", 9);
    reserve("other", 8);
  }
}
