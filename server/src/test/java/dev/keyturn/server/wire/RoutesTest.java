package dev.keyturn.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.iam.AccessKeys;
import dev.keyturn.iam.Accounts;
import dev.keyturn.key.AesMasterKey;
import dev.keyturn.key.MasterKey;
import dev.keyturn.operation.PageTokens;
import dev.keyturn.operation.Service;
import dev.keyturn.store.Store;
import dev.keyturn.testkit.MemoryStore;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {
  private final Routes routes =
      Routes.to(List.of(RotationRecordsOnTheWireTest.records(), accounts()));

  private static Service accounts() {
    Store store = new MemoryStore();
    MasterKey master = AesMasterKey.of(new byte[32]);
    SecureRandom random = new SecureRandom();
    return new Accounts(
        store, new AccessKeys(store, master, random), new PageTokens(new byte[32]), random);
  }

  @ParameterizedTest
  @ValueSource(strings = {"DescribeRotation", "ListRotations", "CreateAccount", "ListAccounts"})
  void servicesThatShareAPrefixAreAllFound(String operation) throws Rejection {
    assertThat(routes.find(request("keyturn." + operation)).operation()).isEqualTo(operation);
  }

  private static HttpRequest request(String target) {
    return GatewayKit.whole(GatewayKit.request(target, "{}"));
  }
}
