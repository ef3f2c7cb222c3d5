package dev.keyturn.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Region;
import dev.keyturn.key.Envelope.Letter;
import dev.keyturn.key.Envelope.Owner;
import dev.keyturn.kms.Keys;
import dev.keyturn.testkit.ManualClock;
import dev.keyturn.testkit.MemoryStore;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {
  private static final Owner OWNER = new Owner("arn:one", "version-1");
  private static final AccountId ACCOUNT = new AccountId("111122223333");
  private static final SecretValue VALUE = SecretValue.ofString("s3cret – ß");

  private final Keys keys =
      new Keys(
          new MemoryStore(),
          AesMasterKey.of(AesKey.newMaterial()),
          ManualClock.at("2026-11-21T08:00:00Z"));
  private final Envelope envelope = new Envelope(keys);
  private String keyArn = "";

  @BeforeEach
  void makeKey() throws Exception {
    keyArn = keys.keyFor(ACCOUNT, new Region("eu-west-1"), Optional.empty());
  }

  @Test
  void textComesBackAsTextAndBytesAsBytes() throws Exception {
    SecretValue binary = SecretValue.ofBinary(new byte[] {0, -1, 127});
    assertThat(reopened(VALUE)).isEqualTo(VALUE);
    assertThat(reopened(binary)).isEqualTo(binary);
    assertThat(reopened(SecretValue.ofBinary("x".getBytes(UTF_8))))
        .isNotEqualTo(SecretValue.ofString("x"));
  }

  private SecretValue reopened(SecretValue value) throws KeyUnusable {
    return envelope.open(keyArn, OWNER, envelope.seal(keyArn, OWNER, value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"arn:one version-2", "arn:two version-1"})
  void aSwappedLetterDoesNotOpen(String other) throws Exception {
    Owner owner = new Owner(other.split(" ", 2)[0], other.split(" ", 2)[1]);
    Letter letter = envelope.seal(keyArn, OWNER, VALUE);
    assertThatThrownBy(() -> envelope.open(keyArn, owner, letter))
        .isInstanceOf(KeyUnusable.class)
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void aSwappedValueDoesNotOpenUnderTheOtherDataKey() throws Exception {
    Letter one = envelope.seal(keyArn, OWNER, VALUE);
    Letter two = envelope.seal(keyArn, OWNER, SecretValue.ofString("other"));
    assertThatThrownBy(
            () -> envelope.open(keyArn, OWNER, new Letter(one.wrappedKey(), two.value())))
        .isInstanceOf(KeyUnusable.class);
  }

  /// Even with the data key in hand, the value is bound to its owner.
  @Test
  void theValueItselfIsBoundToItsOwner() throws Exception {
    Letter letter = envelope.seal(keyArn, OWNER, VALUE);
    byte[] clear = keys.unwrap(keyArn, letter.wrappedKey().bytes(), OWNER.context());
    Owner thief = new Owner("arn:thief", "version-1");
    Sealed rewrapped = Sealed.of(keys.wrap(keyArn, clear, thief.context()));
    assertThatThrownBy(() -> envelope.open(keyArn, thief, new Letter(rewrapped, letter.value())))
        .isInstanceOf(KeyUnusable.class);
  }

  @Test
  void eachVersionHasADataKeyOfItsOwn() throws Exception {
    assertThat(envelope.seal(keyArn, OWNER, VALUE).wrappedKey())
        .isNotEqualTo(envelope.seal(keyArn, OWNER, VALUE).wrappedKey());
  }

  @Test
  void theSealedFormShowsNothing() throws Exception {
    Letter letter = envelope.seal(keyArn, OWNER, SecretValue.ofString("s3cret"));
    assertThat(new String(letter.value().bytes(), UTF_8)).doesNotContain("s3cret");
    assertThat(letter.toString()).doesNotContain("s3cret");
  }

  @Test
  void wrappingAgainMovesItToAnotherKey() throws Exception {
    String other = keys.keyFor(ACCOUNT, new Region("us-east-1"), Optional.empty());
    Letter letter = envelope.seal(keyArn, OWNER, VALUE);
    Letter moved =
        new Letter(envelope.rewrap(keyArn, letter.wrappedKey(), other, OWNER), letter.value());
    assertThat(envelope.open(other, OWNER, moved)).isEqualTo(VALUE);
    assertThatThrownBy(() -> envelope.open(keyArn, OWNER, moved)).isInstanceOf(KeyUnusable.class);
  }

  @Test
  void contextsThatReadAlikeAreDifferent() {
    assertThat(Context.of(Map.of("a", "bc")).bytes())
        .isNotEqualTo(Context.of(Map.of("ab", "c")).bytes());
    assertThat(Context.of(Map.of("a", "b", "c", "d")).bytes())
        .isNotEqualTo(Context.of(Map.of("a", "b\0\0\0\1c\0\0\0\1d")).bytes());
    assertThat(Context.of(Map.of("x", "1", "y", "2")).bytes())
        .isEqualTo(Context.of(new java.util.TreeMap<>(Map.of("y", "2", "x", "1"))).bytes());
  }
}
