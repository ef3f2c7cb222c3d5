package dev.keyturn.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.access.PolicyAuthorizer;
import dev.keyturn.access.PolicySource;
import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Caller;
import dev.keyturn.identity.Principal;
import dev.keyturn.identity.Region;
import dev.keyturn.key.AesKey;
import dev.keyturn.key.AesMasterKey;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.PageTokens;
import dev.keyturn.operation.Refusal.AccessDenied;
import dev.keyturn.operation.Refusal.InvalidNextToken;
import dev.keyturn.operation.Refusal.ResourceExists;
import dev.keyturn.operation.Runner;
import dev.keyturn.testkit.MemoryAuditLog;
import dev.keyturn.testkit.MemoryStore;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccountsTest {
  private static final AccountId FIRST = new AccountId("555555555555");
  private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

  private final MemoryStore store = new MemoryStore();
  private final AccessKeys keys =
      new AccessKeys(store, AesMasterKey.of(AesKey.newMaterial()), new SecureRandom());
  private final Accounts accounts = accounts();
  private final MemoryAuditLog audit = new MemoryAuditLog();
  private final Runner runner = new Runner(new PolicyAuthorizer(PolicySource.NONE), audit);

  private Accounts accounts() {
    return new Accounts(store, keys, new PageTokens(new byte[32]), new SecureRandom());
  }

  @BeforeEach
  void start() {
    keys.create(keys.generate(FIRST), NOW);
  }

  @Test
  void aNewAccountHasAnAdministratorOfItsOwn() {
    CreateAccount.Output made = create(FIRST, Optional.of("111122223333"), Optional.of("payments"));

    Credential key = keys.find(made.accessKeyId()).orElseThrow();
    assertThat(key.principal()).isEqualTo(Principal.administrator(new AccountId("111122223333")));
    assertThat(key.secretAccessKey()).isEqualTo(made.secretAccessKey());
    assertThat(made.name()).contains("payments");
    assertThat(made.createdDate()).isEqualTo(NOW);
  }

  @Test
  void aNumberIsTakenAtRandomWhenNoneIsChosen() {
    String one = create(FIRST, Optional.empty(), Optional.empty()).accountId();
    String other = create(FIRST, Optional.empty(), Optional.empty()).accountId();

    assertThat(one).matches("[1-9]\\d{11}").isNotEqualTo(other);
  }

  @Test
  void anAccountThatExistsIsLeftAlone() {
    create(FIRST, Optional.of("111122223333"), Optional.of("payments"));

    for (String taken : List.of("111122223333", FIRST.value())) {
      String before = keys.administrator(new AccountId(taken)).orElseThrow().accessKeyId();
      assertThatThrownBy(() -> create(FIRST, Optional.of(taken), Optional.empty()))
          .isInstanceOf(ResourceExists.class)
          .hasMessageContaining("already exists");
      assertThat(keys.administrator(new AccountId(taken)).orElseThrow().accessKeyId())
          .isEqualTo(before);
    }
  }

  @Test
  void nobodyOfAnotherAccountMayMakeOrSeeAccounts() {
    create(FIRST, Optional.of("111122223333"), Optional.empty());
    AccountId second = new AccountId("111122223333");

    assertThatThrownBy(() -> create(second, Optional.of("444455556666"), Optional.empty()))
        .isInstanceOf(AccessDenied.class)
        .hasMessageContaining("arn:aws:keyturn::555555555555:account/444455556666");
    assertThatThrownBy(() -> list(second, Optional.empty(), Optional.empty()))
        .isInstanceOf(AccessDenied.class);
    assertThat(keys.administrator(new AccountId("444455556666"))).isEmpty();
  }

  @Test
  void theFirstAccountIsTheOneThatNoOtherMadeAlsoAfterARestart() {
    create(FIRST, Optional.of("000000000001"), Optional.empty());
    for (int i = 0; i < 150; i++) {
      create(FIRST, Optional.of("1%011d".formatted(i)), Optional.empty());
    }
    assertThat(accounts().place("*").arn()).isEqualTo("arn:aws:keyturn::555555555555:account/*");
  }

  @Test
  void aStoreThatKnewNoOtherAccountsHasItsFirst() {
    assertThat(
            dev.keyturn.store.Json.read(
                "{\"accessKeyId\":\"AKIA\",\"created\":1795248000.0}", Account.class))
        .isEqualTo(Account.first("AKIA", Instant.ofEpochSecond(1795248000)));
  }

  @Test
  void areListedByTheirNumbersPageByPage() {
    create(FIRST, Optional.of("999999999999"), Optional.of("last"));
    create(FIRST, Optional.of("111111111111"), Optional.empty());

    List<String> numbers = new ArrayList<>();
    Optional<String> token = Optional.empty();
    do {
      ListAccounts.Output page = list(FIRST, Optional.of(1), token);
      page.accounts().forEach(account -> numbers.add(account.accountId()));
      token = page.nextToken();
    } while (token.isPresent());
    assertThat(numbers).containsExactly("111111111111", "555555555555", "999999999999");
    assertThat(list(FIRST, Optional.empty(), Optional.empty()).accounts().getLast().name())
        .contains("last");
    assertThatThrownBy(() -> list(FIRST, Optional.empty(), Optional.of("bm9uZQ")))
        .isInstanceOf(InvalidNextToken.class);
  }

  @Test
  void theAuditRecordNamesWhatWasMadeWithoutItsSecret() {
    CreateAccount.Output made = create(FIRST, Optional.empty(), Optional.of("payments"));

    assertThat(audit.events().getLast().response())
        .containsEntry("accountId", made.accountId())
        .containsEntry("accessKeyId", made.accessKeyId())
        .doesNotContainKey("secretAccessKey");
  }

  private CreateAccount.Output create(
      AccountId caller, Optional<String> number, Optional<String> name) {
    return CreateAccount.Output.class.cast(
        run(caller, "CreateAccount", new CreateAccount.Input(number, name)));
  }

  private ListAccounts.Output list(
      AccountId caller, Optional<Integer> most, Optional<String> token) {
    return ListAccounts.Output.class.cast(
        run(caller, "ListAccounts", new ListAccounts.Input(most, token)));
  }

  @SuppressWarnings("unchecked") // The row's own types.
  private <I extends Record> Record run(AccountId account, String name, I input) {
    Operation<I, Place, ?> operation =
        (Operation<I, Place, ?>)
            accounts.operations().stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow();
    Caller caller =
        new Caller(
            Principal.administrator(account),
            "AKIA",
            new Region("eu-west-1"),
            new Caller.Origin("192.0.2.7", "", true));
    return runner.run(accounts, operation, new Call(caller, "id", NOW), input);
  }
}
