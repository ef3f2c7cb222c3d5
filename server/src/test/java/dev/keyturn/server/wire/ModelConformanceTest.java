package dev.keyturn.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Operation.Effect;
import dev.keyturn.operation.Resource;
import dev.keyturn.operation.Service;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelConformanceTest {
  private static final String[] REST_OF_INPUT = {
    "Password",
    "Data",
    "SecretData",
    "Count",
    "Size",
    "On",
    "At",
    "Tags",
    "Labels",
    "Scores",
    "Order",
    "Filters",
    "Force"
  };

  public record Fitting(String name, Optional<String> arn) {}

  public record Lacking(String name) {}

  public record Inventing(String name, Optional<String> arn, Optional<String> colour) {}

  public record Plain(String name, String arn) {}

  public record Leaking(String name, Optional<String> arn, Optional<String> password) {}

  public record Mistyped(Optional<Integer> name, Optional<String> arn) {}

  public record Tagged(String name, Optional<String> arn, List<HalfTag> tags) {}

  public record HalfTag(String key) {}

  public record OneTag(String name, Optional<String> arn, Optional<WholeTag> tags) {}

  public record WholeTag(String key, Optional<String> value) {}

  public record SecretOutput(Optional<SecretValue> password) {}

  @Test
  void aServiceOfTheTestsFits() {
    assertThat(ModelConformance.violations(new Testing(), ServiceModel.of("testing"))).isEmpty();
  }

  @Test
  void everyMemberIsAComponentOrNamedAsUnsupported() {
    assertThat(violations(Fitting.class, REST_OF_INPUT)).isEmpty();
    assertThat(violations(Lacking.class, REST_OF_INPUT))
        .containsExactly("Fail: Lacking lacks the member ARN");
  }

  @Test
  void everyComponentIsAMember() {
    assertThat(violations(Inventing.class, REST_OF_INPUT))
        .containsExactly("Fail: Inventing.colour is no member");
  }

  @Test
  void whatMayBeAbsentIsOptional() {
    assertThat(violations(Plain.class, REST_OF_INPUT))
        .containsExactly("Fail: ARN is not required, so its component must be Optional");
  }

  @Test
  void whatIsSensitiveIsASecretValue() {
    assertThat(violations(Leaking.class, without("Password")))
        .singleElement()
        .asString()
        .contains("Password. java.lang.String cannot hold the model's Text");
  }

  @Test
  void typesFit() {
    assertThat(violations(Mistyped.class, REST_OF_INPUT))
        .singleElement()
        .asString()
        .contains("Name. java.lang.Integer cannot hold");
  }

  @Test
  void membersOfNestedStructuresCountToo() {
    assertThat(violations(Tagged.class, without("Tags")))
        .containsExactly("Fail: HalfTag lacks the member Tags.Value");
    assertThat(violations(Tagged.class, with(without("Tags"), "Tags.Value"))).isEmpty();
  }

  @Test
  void aListIsNoSingleStructure() {
    assertThat(violations(OneTag.class, without("Tags"))).hasSize(1);
  }

  @Test
  void unsupportedMembersExistAndAreNotSupported() {
    assertThat(violations(Fitting.class, with(REST_OF_INPUT, "Colour", "Name")))
        .containsExactlyInAnyOrder(
            "Fail: Name is read, and refused",
            "Fail: unsupported names no missing member: Colour",
            "Fail: unsupported names no missing member: Name");
  }

  @Test
  void operationsExist() {
    assertThat(
            ModelConformance.violations(
                service("Dance", Testing.Empty.class, Testing.Empty.class),
                ServiceModel.of("testing")))
        .containsExactly("Dance: the model has no such operation");
  }

  @Test
  void anOperationWithoutOutputHasAnEmptyResult() {
    assertThat(
            ModelConformance.violations(
                service("Nothing", Testing.Empty.class, SecretOutput.class),
                ServiceModel.of("testing")))
        .containsExactly("Nothing: the model has no output, so its record must be empty");
  }

  /// Of the operation `Echo`, under a name whose output is empty.
  private static List<String> violations(Class<? extends Record> input, String... unsupported) {
    ServiceModel testing = ServiceModel.of("testing");
    ServiceModel model =
        new ServiceModel(
            testing.identity(),
            java.util.Map.of(
                "Fail",
                new ServiceModel.OperationShapes(
                    testing.operation("Echo").orElseThrow().input(), Optional.empty())),
            java.util.Map.of());
    return ModelConformance.violations(
        service("Fail", input, Testing.Empty.class, unsupported), model);
  }

  private static Service service(
      String name,
      Class<? extends Record> input,
      Class<? extends Record> output,
      String... unsupported) {
    Operation<?, ?, ?> operation = operation(name, input, output).without(unsupported);
    return new Service() {
      @Override
      public String name() {
        return "testing";
      }

      @Override
      public List<Operation<?, ?, ?>> operations() {
        return List.of(operation);
      }
    };
  }

  private static <I extends Record, O extends Record> Operation<I, Resource.Any, O> operation(
      String name, Class<I> input, Class<O> output) {
    return new Operation<>(
        name,
        input,
        output,
        Effect.READ,
        "testing:" + name,
        (_, _) -> Resource.ANY,
        (_, _, _) -> {
          throw new AssertionError("never run");
        });
  }

  private static String[] without(String member) {
    return java.util.Arrays.stream(REST_OF_INPUT)
        .filter(each -> !each.equals(member))
        .toArray(String[]::new);
  }

  private static String[] with(String[] members, String... more) {
    return java.util.stream.Stream.concat(
            java.util.Arrays.stream(members), java.util.Arrays.stream(more))
        .toArray(String[]::new);
  }
}
