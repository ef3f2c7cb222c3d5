package dev.keyturn.server.sigv4;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.iam.Credential;
import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Principal;
import dev.keyturn.key.SecretValue;
import dev.keyturn.testkit.ManualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Digests, MACs and signing keys are shared by all requests: none may disturb another.
class ConcurrentAuthenticationTest {
  private static final int CALLERS = 8;
  private static final int REQUESTS = 2_000;

  private final ManualClock clock = ManualClock.at("2026-11-21T10:00:00Z");
  private final Authenticator authenticator =
      new Authenticator(
          (id, _) ->
              Optional.of(
                  new Credential(
                      id,
                      SecretValue.ofString("secret of " + id),
                      Principal.administrator(new AccountId("000000000000")),
                      true)),
          clock);

  @Test
  void manyCallersAreToldApart() throws Exception {
    List<Future<Boolean>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < REQUESTS; i++) {
        String caller = "AKIA" + i % CALLERS;
        boolean right = i % 3 != 0;
        RawRequest signed = signed(caller, right ? "secret of " + caller : "another secret", i);
        answers.add(threads.submit(() -> right == isTaken(signed, caller)));
      }
    }
    for (Future<Boolean> answer : answers) {
      assertThat(answer.get()).isTrue();
    }
  }

  private boolean isTaken(RawRequest signed, String caller) {
    try {
      return authenticator.authenticate(signed, "secretsmanager").accessKeyId().equals(caller);
    } catch (AuthenticationFailed refused) {
      return false;
    }
  }

  private RawRequest signed(String caller, String secret, int number) {
    return new TestSigner(caller, secret, "eu-west-1", "secretsmanager")
        .sign(
            RawRequest.of("POST", "/").plus("host", "h").withContent("request " + number),
            clock.instant());
  }
}
