package dev.keyturn.server.passwords;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.keyturn.key.SecretValue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class Argon2PasswordsTest {
  private static final SecretValue PASSWORD = SecretValue.ofString("Correct-Horse-1 ü");

  private final Argon2Passwords passwords = new Argon2Passwords();

  @Test
  void theHashIsSaltedAndNamesItsParameters() {
    String hash = passwords.hash(PASSWORD);
    assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    assertThat(passwords.hash(PASSWORD)).isNotEqualTo(hash);
    assertThat(hash).doesNotContain(PASSWORD.revealString());
  }

  @Test
  void onlyThePasswordMatches() {
    String hash = passwords.hash(PASSWORD);
    assertThat(passwords.matches(PASSWORD, hash)).isTrue();
    assertThat(passwords.matches(SecretValue.ofString("Correct-Horse-1 u"), hash)).isFalse();
  }

  @Test
  void aHashWithOtherParametersIsStillUnderstood() {
    // Of the reference implementation: echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1
    String reference =
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    assertThat(passwords.matches(SecretValue.ofString("password"), reference)).isTrue();
  }

  @Test
  void waitsForItsTurnAndGivesItOn() throws Exception {
    String hash = passwords.hash(PASSWORD);
    Semaphore permits = new Semaphore(0, true);
    Argon2Passwords busy = new Argon2Passwords(permits);
    try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> hashing = others.submit(() -> busy.hash(PASSWORD));
      Future<Boolean> matching = others.submit(() -> busy.matches(PASSWORD, hash));
      try {
        await().until(() -> permits.getQueueLength() == 2);
        assertThat(hashing).isNotDone();
        assertThat(matching).isNotDone();
      } finally {
        permits.release();
      }
      assertThat(passwords.matches(PASSWORD, hashing.get())).isTrue();
      assertThat(matching.get()).isTrue();
    }
    assertThat(permits.availablePermits()).isEqualTo(1);
  }

  @Test
  void whatFailsGivesItsTurnOn() {
    Semaphore permits = new Semaphore(1, true);
    Argon2Passwords busy = new Argon2Passwords(permits);
    assertThatThrownBy(() -> busy.matches(PASSWORD, "no hash")).isInstanceOf(Exception.class);
    assertThat(permits.availablePermits()).isEqualTo(1);
  }
}
