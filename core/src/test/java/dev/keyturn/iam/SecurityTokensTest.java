package dev.keyturn.iam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Caller;
import dev.keyturn.identity.Principal;
import dev.keyturn.identity.Region;
import dev.keyturn.key.AesMasterKey;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Resource;
import dev.keyturn.testkit.MemoryStore;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SecurityTokensTest {
  private static final SecurityTokens SERVICE = service();

  private static SecurityTokens service() {
    MemoryStore store = new MemoryStore();
    return new SecurityTokens(
        store, new SessionTokens(store, AesMasterKey.of(new byte[32]), new SecureRandom()));
  }

  private static final AccountId ACCOUNT = new AccountId("111122223333");

  @Test
  void tellsAnAdministratorWhoItIs() {
    assertThat(identity(Principal.administrator(ACCOUNT)))
        .isEqualTo(
            new GetCallerIdentity.Output(
                "111122223333", "111122223333", "arn:aws:iam::111122223333:root"));
  }

  @Test
  void tellsASessionWhoItIs() {
    assertThat(identity(Principal.functionSession(ACCOUNT, "Rotate", "one")))
        .isEqualTo(
            new GetCallerIdentity.Output(
                "AROAKEYTURNROTATE:one",
                "111122223333",
                "arn:aws:sts::111122223333:assumed-role/Rotate/one"));
  }

  @Test
  void isTheServiceOfAwsModel() {
    assertThat(SERVICE.name()).isEqualTo("sts");
    assertThat(SERVICE.eventSource()).isEqualTo("sts.amazonaws.com");
    assertThat(SERVICE.operations()).extracting(Operation::name).contains("GetCallerIdentity");
  }

  private static GetCallerIdentity.Output identity(Principal principal) {
    Caller caller =
        new Caller(
            principal, "AKIA", new Region("eu-west-1"), new Caller.Origin("192.0.2.7", "", true));
    return new GetCallerIdentity()
        .handle(new Call(caller, "id", Instant.EPOCH), Resource.ANY, new GetCallerIdentity.Input());
  }
}
