package dev.keyturn.acceptance.kit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An application that holds nothing but the access key of its secret, reads the secret with it all
/// the time, and goes on with what it has read. It asks again when nobody answered, and never after
/// a refusal.
public final class KeyHolder implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final Program program;
  private final String arn;
  private final AtomicInteger calls = new AtomicInteger();
  private final List<String> refusals = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private String json;
  private volatile String held = "";

  public KeyHolder(Program program, RotatedKey key) {
    this.program = program;
    this.arn = key.arn();
    this.json = key.current();
    var _ = clock.scheduleWithFixedDelay(this::call, 0, 10, TimeUnit.MILLISECONDS);
  }

  private void call() {
    JsonNode key = JSON.readTree(json);
    held = key.required("accessKeyId").asString();
    try (SecretsManagerClient client =
        Sdk.client(program, held, key.required("secretAccessKey").asString())) {
      json = client.getSecretValue(request -> request.secretId(arn)).secretString();
      calls.incrementAndGet();
    } catch (SdkClientException down) {
      // Nobody answered. The same key is tried again.
    } catch (RuntimeException refused) {
      refusals.add(String.valueOf(refused.getMessage()));
    }
  }

  /// How many of its calls were answered.
  public int calls() {
    return calls.get();
  }

  /// The id of the key that it calls with.
  public String held() {
    return held;
  }

  public List<String> refusals() {
    return List.copyOf(refusals);
  }

  @Override
  public void close() {
    clock.close();
  }
}
