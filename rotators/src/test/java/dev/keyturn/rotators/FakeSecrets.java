package dev.keyturn.rotators;

import dev.keyturn.function.FailureClass;
import dev.keyturn.function.SecretsClient;
import dev.keyturn.function.StepFailed;
import dev.keyturn.key.SecretValue;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/// Secrets in memory with the semantics of labels that rotation stands on.
public final class FakeSecrets implements SecretsClient {
  private final Map<String, FakeSecret> secrets = new HashMap<>();
  private final UnaryOperator<String> remember;
  private final AtomicInteger passwords = new AtomicInteger();
  public Optional<PasswordRules> rules = Optional.empty();

  private static final class FakeSecret {
    Optional<Boolean> enabled = Optional.of(true);
    final Map<String, SecretValue> values = new LinkedHashMap<>();
    final Map<String, String> labels = new HashMap<>();
  }

  /// @param remember is told every password that is made
  public FakeSecrets(UnaryOperator<String> remember) {
    this.remember = remember;
  }

  public FakeSecrets() {
    this(password -> password);
  }

  private FakeSecret secret(String arn) {
    return secrets.computeIfAbsent(arn, _ -> new FakeSecret());
  }

  /// What PutSecretValue by a person does.
  public void store(String arn, String version, String json) {
    secret(arn).values.put(version, SecretValue.ofString(json));
    label(arn, "AWSCURRENT", version);
  }

  /// What RotateSecret does.
  public void placeholder(String arn, String token) {
    label(arn, "AWSPENDING", token);
  }

  public void label(String arn, String stage, String version) {
    FakeSecret secret = secret(arn);
    String left = secret.labels.put(stage, version);
    if (stage.equals("AWSCURRENT") && left != null && !left.equals(version)) {
      secret.labels.put("AWSPREVIOUS", left);
    }
  }

  public void unlabel(String arn, String stage) {
    secret(arn).labels.remove(stage);
  }

  public void enabled(String arn, boolean enabled) {
    secret(arn).enabled = Optional.of(enabled);
  }

  /// Puts a value under a version that has its labels already.
  public void overwrite(String arn, String version, String json) {
    secret(arn).values.put(version, SecretValue.ofString(json));
  }

  public Optional<String> json(String arn, String stage) {
    return value(arn, Optional.empty(), stage).map(SecretValue::revealString);
  }

  public Optional<String> holder(String arn, String stage) {
    return Optional.ofNullable(secret(arn).labels.get(stage));
  }

  @Override
  public Description describe(String arn) {
    Map<String, Set<String>> stages = new HashMap<>();
    secret(arn)
        .labels
        .forEach((stage, id) -> stages.computeIfAbsent(id, _ -> new TreeSet<>()).add(stage));
    return new Description(arn, secret(arn).enabled, stages);
  }

  @Override
  public Optional<SecretValue> value(String arn, Optional<String> version, String stage) {
    Optional<String> holder = holder(arn, stage);
    boolean fits = version.isEmpty() || version.equals(holder);
    return fits ? holder.flatMap(id -> version(arn, id)) : Optional.empty();
  }

  @Override
  public Optional<SecretValue> version(String arn, String version) {
    return Optional.ofNullable(secret(arn).values.get(version));
  }

  @Override
  public void put(
      String arn, String token, SecretValue value, List<String> stages, SecretValue proof)
      throws StepFailed {
    if (secret(arn).values.putIfAbsent(token, value) != null) {
      throw new StepFailed(FailureClass.BROKEN, "ResourceExistsException", "");
    }
    stages.forEach(stage -> label(arn, stage, token));
  }

  @Override
  public void moveStage(String arn, String stage, String moveTo, Optional<String> removeFrom)
      throws StepFailed {
    if (!holder(arn, stage).equals(removeFrom)) {
      throw new StepFailed(FailureClass.BROKEN, "InvalidParameterException", "");
    }
    label(arn, stage, moveTo);
  }

  @Override
  public SecretValue randomPassword(PasswordRules wanted) {
    rules = Optional.of(wanted);
    String letters = Long.toString(System.nanoTime(), 36);
    return SecretValue.ofString(
        remember.apply("Generated-%s-%d".formatted(letters, passwords.incrementAndGet())));
  }
}
