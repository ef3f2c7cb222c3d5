package dev.keyturn.acceptance.kit;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;

/// An application that retrieves its credentials and logs in with them without pause. While the
/// server is down it holds on to what it has.
public final class SteadyClient implements AutoCloseable {
  private final SecretsManagerClient secrets;
  private final String secretId;
  private final Target target;
  private final AtomicLong logIns = new AtomicLong();
  private final List<String> denied = new CopyOnWriteArrayList<>();
  private final Thread thread = new Thread(this::run, "application");
  private volatile GetSecretValueResponse held;
  private volatile String opened = "";
  private volatile boolean stopped;

  public SteadyClient(Program program, String secretId, Target target) {
    this.secrets = Sdk.client(program);
    this.secretId = secretId;
    this.target = target;
    this.held =
        Awaitility.await("the first value of " + secretId)
            .atMost(Duration.ofSeconds(60))
            .ignoreExceptionsInstanceOf(SdkClientException.class)
            .until(() -> secrets.getSecretValue(r -> r.secretId(secretId)), Objects::nonNull);
    thread.start();
  }

  private void run() {
    while (!stopped) {
      retrieve();
      use(held);
    }
  }

  private void retrieve() {
    try {
      held = secrets.getSecretValue(r -> r.secretId(secretId));
    } catch (SdkClientException down) {
      // It is asked again after the next log-in.
    }
  }

  private void use(GetSecretValueResponse version) {
    try {
      if (new Credentials(version.secretString()).open(target)) {
        opened = version.versionId();
      } else {
        denied.add(version.versionId());
      }
    } catch (Exception broken) {
      denied.add(version.versionId() + ": " + broken);
    }
    logIns.incrementAndGet();
  }

  /// How often it has tried to log in.
  public long logIns() {
    return logIns.get();
  }

  /// The versions that were refused, and what else went wrong.
  public List<String> denied() {
    return List.copyOf(denied);
  }

  /// The version of its last log-in.
  public String opened() {
    return opened;
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    thread.join();
    secrets.close();
  }
}
