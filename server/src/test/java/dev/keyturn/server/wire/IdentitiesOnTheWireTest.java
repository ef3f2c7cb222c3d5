package dev.keyturn.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.access.Decision.Allowed;
import dev.keyturn.iam.AccessKeyUses;
import dev.keyturn.iam.Identities;
import dev.keyturn.iam.PasswordHashing;
import dev.keyturn.iam.SecurityTokens;
import dev.keyturn.iam.SessionTokens;
import dev.keyturn.key.AesMasterKey;
import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.PageTokens;
import dev.keyturn.operation.Rights;
import dev.keyturn.testkit.MemoryStore;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

/// Holds the tables of IAM and STS against AWS's models.
class IdentitiesOnTheWireTest {
  private static final PasswordHashing NO_PASSWORDS =
      new PasswordHashing() {
        @Override
        public String hash(SecretValue password) {
          throw new AssertionError("never called");
        }

        @Override
        public boolean matches(SecretValue password, String hash) {
          throw new AssertionError("never called");
        }
      };

  private final MemoryStore store = new MemoryStore();
  private final Identities identities =
      new Identities(
          new Identities.Parts(
              store,
              AesMasterKey.of(new byte[32]),
              new PageTokens(new byte[32]),
              new SecureRandom(),
              NO_PASSWORDS,
              new AccessKeyUses(store),
              new Rights(_ -> new Allowed("never asked"))));

  @Test
  void theTableOfIamFitsTheModel() {
    assertThat(ModelConformance.violations(identities, ServiceModel.of("iam"))).isEmpty();
    assertThat(identities.operations()).hasSizeGreaterThan(60);
  }

  @Test
  void theTableOfStsFitsTheModel() {
    SecurityTokens tokens =
        new SecurityTokens(
            store, new SessionTokens(store, AesMasterKey.of(new byte[32]), new SecureRandom()));
    assertThat(ModelConformance.violations(tokens, ServiceModel.of("sts"))).isEmpty();
  }

  @Test
  void everyOperationIsAuthorizedUnderItsOwnName() {
    assertThat(identities.operations())
        .allSatisfy(it -> assertThat(it.action()).isEqualTo("iam:" + it.name()));
    assertThat(identities.operations().stream().map(Operation::name)).doesNotHaveDuplicates();
  }
}
