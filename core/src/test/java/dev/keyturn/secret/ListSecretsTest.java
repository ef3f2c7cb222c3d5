package dev.keyturn.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.identity.Caller;
import dev.keyturn.identity.Region;
import dev.keyturn.operation.Refusal.InvalidNextToken;
import dev.keyturn.operation.Refusal.Validation;
import dev.keyturn.store.Conflict;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Write;
import dev.keyturn.testkit.SecretsFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListSecretsTest {
  private final SecretsFixture fixture = new SecretsFixture();

  private static ListSecrets.Input input(
      int page, Optional<String> token, Optional<String> order, Optional<String> by) {
    return new ListSecrets.Input(Optional.of(false), Optional.of(page), token, order, by);
  }

  private ListSecrets.Output list(ListSecrets.Input input) {
    return fixture.send(input, ListSecrets.Output.class);
  }

  private List<String> names(int page, Optional<String> order, Optional<String> by) {
    List<String> names = new ArrayList<>();
    Optional<String> token = Optional.empty();
    do {
      ListSecrets.Output output = list(input(page, token, order, by));
      assertThat(output.secretList()).hasSizeLessThanOrEqualTo(page);
      output.secretList().forEach(entry -> names.add(entry.name()));
      token = output.nextToken();
    } while (token.isPresent());
    return names;
  }

  private List<String> names() {
    return names(100, Optional.empty(), Optional.empty());
  }

  private void createEach(String... names) {
    for (String name : names) {
      fixture.create(name, "x");
      fixture.clock.advance(Duration.ofMillis(1));
    }
  }

  @Test
  void theDefaultOrderIsThatOfCreation() {
    createEach("b", "c", "a");
    assertThat(names()).containsExactly("b", "c", "a");
  }

  @ParameterizedTest
  @CsvSource({
    "asc, created-date, b c a a-b",
    "desc, created-date, a-b a c b",
    "asc, name, a a-b b c",
    "desc, name, c b a-b a",
    "asc, last-changed-date, c a a-b b",
    "desc, last-changed-date, b a-b a c",
    "asc, last-accessed-date, a a-b b c",
    "desc, last-accessed-date, c b a-b a"
  })
  void everyOrderGoesThroughAllPages(String order, String by, String expected) {
    createEach("b", "c", "a", "a-b");
    fixture.put("b", "y", SecretsFixture.token());
    fixture.clock.advance(Duration.ofDays(1));
    fixture.read("b");
    fixture.clock.advance(Duration.ofDays(1));
    fixture.read("c");
    for (int page = 1; page <= 5; page++) {
      assertThat(names(page, Optional.of(order), Optional.of(by)))
          .containsExactly(expected.split(" ", -1));
    }
  }

  @Test
  void manySecretsGoThroughAllPages() {
    String[] names = IntStream.range(0, 450).mapToObj(i -> "s" + i).toArray(String[]::new);
    createEach(names);
    assertThat(names(100, Optional.empty(), Optional.empty())).containsExactly(names);
    assertThat(names(37, Optional.of("desc"), Optional.empty())).hasSize(450).startsWith("s449");
  }

  @ParameterizedTest
  @CsvSource({"created-date", "name"})
  void anAscendingPageReadsAnIndexAndNotAllSecrets(String by) throws Conflict {
    createEach("b", "a", "c");
    // The walk over all secrets would stumble over this one.
    fixture.store.commit(
        List.of(
            new Write.Put(
                new DocumentKey("secret", prefix() + "z-AbCdEf"),
                Write.ABSENT,
                "not a secret",
                Optional.empty(),
                Write.Lease.KEEP)));
    assertThat(names(2, Optional.of("asc"), Optional.of(by))).hasSize(3);
    assertThatThrownBy(() -> names(2, Optional.of("desc"), Optional.of(by)))
        .isInstanceOf(RuntimeException.class);
  }

  private static String prefix() {
    return SecretKey.prefix(
        SecretsFixture.ADMINISTRATOR.account(), SecretsFixture.ADMINISTRATOR.region());
  }

  @Test
  void whatIsToBeDeletedIsListedOnlyWhenAskedFor() {
    createEach("a", "b");
    var deleted =
        fixture.send(
            new DeleteSecret.Input("a", Optional.of(7L), Optional.empty()),
            DeleteSecret.Output.class);
    assertThat(names()).containsExactly("b");
    ListSecrets.Output all =
        list(
            new ListSecrets.Input(
                Optional.of(true),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
    assertThat(all.secretList()).extracting(ListSecrets.Entry::name).containsExactly("a", "b");
    assertThat(all.secretList().getFirst().deletedDate()).contains(deleted.deletionDate());
  }

  @Test
  void otherAccountsAndRegionsDoNotShow() {
    createEach("a");
    Caller elsewhere =
        SecretsFixture.administrator(SecretsFixture.ACCOUNT, new Region("eu-west-10"));
    var answer =
        fixture.send(
            elsewhere,
            input(10, Optional.empty(), Optional.empty(), Optional.empty()),
            ListSecrets.Output.class);
    assertThat(answer.secretList()).isEmpty();
    assertThat(answer.nextToken()).isEmpty();
  }

  @Test
  void aTokenServesTheSameListingOnly() {
    createEach("a", "b", "c");
    Optional<String> token =
        list(input(1, Optional.empty(), Optional.empty(), Optional.empty())).nextToken();
    assertThatThrownBy(() -> list(input(1, token, Optional.of("desc"), Optional.empty())))
        .isInstanceOf(InvalidNextToken.class);
    assertThatThrownBy(
            () -> list(input(1, Optional.of("made up"), Optional.empty(), Optional.empty())))
        .isInstanceOf(InvalidNextToken.class);
    assertThat(list(input(3, token, Optional.empty(), Optional.empty())).secretList()).hasSize(2);
  }

  @Test
  void anUnknownOrderIsRefused() {
    assertThatThrownBy(() -> names(1, Optional.empty(), Optional.of("size")))
        .isInstanceOf(Validation.class)
        .hasMessageContaining("'sortBy'");
  }

  @Test
  void anEntryShowsLabelsByVersion() {
    String token = SecretsFixture.token();
    fixture.create("a", "x", token);
    ListSecrets.Entry entry =
        list(input(1, Optional.empty(), Optional.empty(), Optional.empty()))
            .secretList()
            .getFirst();
    assertThat(entry.secretVersionsToStages()).contains(Map.of(token, List.of("AWSCURRENT")));
    assertThat(entry.tags()).isEmpty();
    assertThat(entry.rotationEnabled()).isEmpty();
  }
}
