package dev.keyturn.server.door;

import dev.keyturn.operation.Operation;
import dev.keyturn.testkit.ZipArchive;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/// The least that an operation can be asked for, aimed at what lies in one account: every required
/// member, and every other that names something.
///
/// @param values of members by their names in the tables
record Inputs(Map<String, Object> values) {
  private static final Set<String> AIMED =
      Set.of(
          "userName",
          "secretId",
          "accountId",
          "accessKeyId",
          "clientRequestToken",
          "secretString",
          "logGroupName");

  /// Members that name something by an ARN, and so by its account.
  static final Set<String> BY_ARN =
      Set.of(
          "secretId",
          "policyArn",
          "roleArn",
          "permissionsBoundary",
          "policySourceArn",
          "resourceArn",
          "functionName",
          "resource",
          "layerName",
          "arn");

  static Inputs at(Map<String, Object> names) {
    Map<String, Object> values =
        new LinkedHashMap<>(
            Map.of(
                "versionId", "v1",
                "status", "Inactive",
                "policyDocument", House.ALL,
                "resourcePolicy", House.ALL,
                "assumeRolePolicyDocument", House.trust(House.FIRST_ACCOUNT),
                "roleSessionName", "one",
                "description", "changed by a stranger",
                "versionStage", "AWSCURRENT",
                "name", "made/by-a-stranger",
                "secretString", "changed by a stranger"));
    values.putAll(
        Map.of(
            "password",
            "Correct-horse-7",
            "oldPassword",
            "Correct-horse-7",
            "newPassword",
            "Correct-horse-8",
            "accountId",
            "777788889999",
            "tagKeys",
            List.of("team"),
            "tags",
            List.of(Map.of("Key", "team", "Value", "strangers")),
            "actionNames",
            List.of("iam:ListUsers"),
            "policyInputList",
            List.of(House.ALL)));
    values.putAll(
        Map.of(
            "logStreamName",
            "one",
            "retentionInDays",
            1,
            "logEvents",
            List.of(Map.of("timestamp", 1795255200000L, "message", "from a stranger"))));
    values.putAll(
        Map.of(
            "statementId",
            "any",
            "action",
            "lambda:InvokeFunction",
            "principal",
            "secretsmanager.amazonaws.com",
            "functionVersion",
            "$LATEST",
            "reservedConcurrentExecutions",
            1,
            "versionNumber",
            1,
            "code",
            Map.of("ZipFile", zip()),
            "content",
            Map.of("ZipFile", zip())));
    values.putAll(names);
    return new Inputs(values);
  }

  /// A program that does nothing, in base64.
  static String zip() {
    try (InputStream in = ZipArchive.of(Map.of("bootstrap", "#!/bin/sh\n")).open()) {
      return Base64.getEncoder().encodeToString(in.readAllBytes());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /// Some members under AWS's names.
  Map<String, Object> only(String... names) {
    Map<String, Object> some = new LinkedHashMap<>();
    for (String name : names) {
      some.put(wireName(name), Objects.requireNonNull(values.get(name)));
    }
    return some;
  }

  /// Whether the operation is told an ARN.
  static boolean namesByArn(Operation<?, ?, ?> operation) {
    return Arrays.stream(operation.input().getRecordComponents())
        .anyMatch(component -> BY_ARN.contains(component.getName()) && isGiven(component));
  }

  /// Whether the operation has a member of this name.
  static boolean names(Operation<?, ?, ?> operation, String member) {
    return Arrays.stream(operation.input().getRecordComponents())
        .anyMatch(component -> component.getName().equals(member));
  }

  /// Members under AWS's names.
  Map<String, Object> json(Operation<?, ?, ?> operation) {
    return given(operation, Inputs::wireName);
  }

  private Map<String, Object> given(
      Operation<?, ?, ?> operation, Function<RecordComponent, String> naming) {
    Map<String, Object> input = new LinkedHashMap<>();
    for (RecordComponent component : operation.input().getRecordComponents()) {
      if (isGiven(component)) {
        input.put(naming.apply(component), value(operation, component));
      }
    }
    return input;
  }

  /// Members of CloudWatch Logs, which begin with a small letter, and whose tags are no list.
  Map<String, Object> logs(Operation<?, ?, ?> operation) {
    Map<String, Object> input = given(operation, RecordComponent::getName);
    boolean off = operation.name().startsWith("Untag");
    input.computeIfPresent("tags", (_, _) -> off ? List.of("team") : Map.of("team", "strangers"));
    return input;
  }

  /// Members of Lambda, whose tags are no list either.
  Map<String, Object> lambda(Operation<?, ?, ?> operation) {
    Map<String, Object> input = json(operation);
    input.computeIfPresent("Tags", (_, _) -> Map.of("team", "strangers"));
    input.computeIfPresent("Name", (_, _) -> "alias");
    return input;
  }

  /// Parameters under AWS's names.
  Map<String, String> query(Operation<?, ?, ?> operation) {
    Map<String, String> input = new LinkedHashMap<>();
    json(operation).forEach((name, value) -> put(input, name, value));
    return input;
  }

  private static void put(Map<String, String> input, String name, Object value) {
    switch (value) {
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          put(input, name + ".member." + (i + 1), list.get(i));
        }
      }
      case Map<?, ?> map -> map.forEach((key, inner) -> put(input, name + "." + key, inner));
      default -> input.put(name, value.toString());
    }
  }

  private static boolean isGiven(RecordComponent component) {
    boolean optional =
        component.getGenericType() instanceof ParameterizedType generic
            && generic.getRawType() == Optional.class;
    return !optional || AIMED.contains(component.getName());
  }

  private Object value(Operation<?, ?, ?> operation, RecordComponent component) {
    if (component.getName().equals("clientRequestToken")) {
      return UUID.randomUUID().toString();
    }
    return Optional.ofNullable(values.get(component.getName()))
        .orElseThrow(() ->
            new AssertionError(
                "Say here what to give for %s of %s"
                    .formatted(component.getName(), operation.name())));
  }

  private static String wireName(RecordComponent component) {
    return wireName(component.getName());
  }

  private static String wireName(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }
}
