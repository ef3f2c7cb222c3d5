package dev.keyturn.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.identity.Principal.Kind;
import dev.keyturn.operation.Refusal.LimitExceeded;
import dev.keyturn.operation.Refusal.NoSuchEntity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccessKeyOperationsTest {
  private final IdentitiesFixture iam = new IdentitiesFixture();

  private void update(String user, String key, String status) {
    iam.send(new AccessKeyOperations.UpdateAccessKey(Optional.of(user), key, status));
  }

  private void delete(String user, String key) {
    iam.send(new AccessKeyOperations.DeleteAccessKey(Optional.of(user), key));
  }

  private AccessKeyOperations.Used lastUsed(String key) {
    return iam.send(
        new AccessKeyOperations.GetAccessKeyLastUsed(key), AccessKeyOperations.Used.class);
  }

  private List<AccessKeyOperations.Shown> list(String user) {
    return iam.send(
            new AccessKeyOperations.ListAccessKeys(
                Optional.of(user), Optional.empty(), Optional.empty()),
            AccessKeyOperations.Page.class)
        .accessKeyMetadata();
  }

  @Test
  void aNewKeyCanSignAtOnce() {
    Users.Shown alice = iam.createUser("alice");
    AccessKeyOperations.New made = iam.createKey("alice");
    assertThat(made.accessKeyId()).matches("AKIA[A-Z2-7]{16}");
    assertThat(made.secretAccessKey().revealString()).matches("[A-Za-z0-9+/]{40}");
    Credential credential = iam.keys.find(made.accessKeyId()).orElseThrow();
    assertThat(credential.active()).isTrue();
    assertThat(credential.secretAccessKey()).isEqualTo(made.secretAccessKey());
    assertThat(credential.principal().kind()).isEqualTo(Kind.USER);
    assertThat(credential.principal().id()).isEqualTo(alice.userId());
    assertThat(credential.principal().arn().toString()).isEqualTo(alice.arn());
  }

  @Test
  void aUserHasTwoKeysAtMostAlsoInactiveOnes() {
    iam.createUser("alice");
    String first = iam.createKey("alice").accessKeyId();
    String second = iam.createKey("alice").accessKeyId();
    update("alice", first, "Inactive");
    assertThatThrownBy(() -> iam.createKey("alice"))
        .isInstanceOf(LimitExceeded.class)
        .hasMessage("Cannot exceed quota for AccessKeysPerUser: 2");
    delete("alice", second);
    iam.createKey("alice");
  }

  @Test
  void switchingOffAndDeletingCountAtOnce() {
    iam.createUser("alice");
    String key = iam.createKey("alice").accessKeyId();
    update("alice", key, "Inactive");
    assertThat(iam.keys.find(key).orElseThrow().active()).isFalse();
    assertThat(list("alice")).extracting("status").containsExactly("Inactive");
    update("alice", key, "Active");
    assertThat(iam.keys.find(key).orElseThrow().active()).isTrue();
    delete("alice", key);
    assertThat(iam.keys.find(key)).isEmpty();
    assertThat(list("alice")).isEmpty();
  }

  @Test
  void aKeyOfSomebodyElseIsNotFound() {
    iam.createUser("alice");
    iam.createUser("bob");
    String key = iam.createKey("alice").accessKeyId();
    assertThatThrownBy(() -> delete("bob", key))
        .isInstanceOf(NoSuchEntity.class)
        .hasMessage("The Access Key with id %s cannot be found.".formatted(key));
    assertThatThrownBy(() -> update("bob", key, "Inactive")).isInstanceOf(NoSuchEntity.class);
    assertThat(iam.keys.find(key).orElseThrow().active()).isTrue();
  }

  @Test
  void withoutANameTheCallersOwnKeysAreMeant() {
    iam.createUser("alice");
    AccessKeyOperations.New made =
        iam.send(
                iam.as("alice"),
                new AccessKeyOperations.CreateAccessKey(Optional.empty()),
                AccessKeyOperations.Made.class)
            .accessKey();
    assertThat(made.userName()).isEqualTo("alice");
    assertThat(list("alice")).extracting("accessKeyId").containsExactly(made.accessKeyId());
  }

  @Test
  void theStoreNeverSeesTheSecret() {
    iam.createUser("alice");
    String secret = iam.createKey("alice").secretAccessKey().revealString();
    for (String kind : List.of("access-key", "iam-user", "access-key-use")) {
      assertThat(iam.store.scan(kind, "", "", 100))
          .noneMatch(document -> document.body().contains(secret));
    }
    assertThat(iam.audit.events().toString()).doesNotContain(secret);
  }

  @Test
  void theLastUseIsShownAtOnceAndSurvivesARestart() {
    iam.createUser("alice");
    String key = iam.createKey("alice").accessKeyId();
    assertThat(lastUsed(key).accessKeyLastUsed())
        .isEqualTo(new AccessKeyOperations.LastUsed(Optional.empty(), "N/A", "N/A"));
    iam.uses.note(key, Instant.parse("2026-11-21T09:00:00.5Z"), "iam", "us-east-1");
    iam.uses.note(key, Instant.parse("2026-11-21T09:01:00.9Z"), "secretsmanager", "eu-west-1");
    AccessKeyOperations.Used expected =
        new AccessKeyOperations.Used(
            "alice",
            new AccessKeyOperations.LastUsed(
                Optional.of(Instant.parse("2026-11-21T09:01:00Z")), "secretsmanager", "eu-west-1"));
    assertThat(lastUsed(key)).isEqualTo(expected);
    iam.uses.flush();
    assertThat(new AccessKeyUses(iam.store).of(key))
        .map(AccessKeyUses.Use::service)
        .contains("secretsmanager");
    assertThat(lastUsed(key)).isEqualTo(expected);
  }

  @Test
  void nothingIsKeptOfADeletedKey() {
    iam.createUser("alice");
    String key = iam.createKey("alice").accessKeyId();
    iam.uses.note(key, iam.clock.instant(), "iam", "us-east-1");
    iam.uses.flush();
    iam.uses.note(key, iam.clock.instant().plusSeconds(1), "iam", "us-east-1");
    delete("alice", key);
    iam.uses.flush();
    assertThat(iam.store.scan("access-key-use", "", "", 10)).isEmpty();
    assertThatThrownBy(() -> lastUsed(key)).isInstanceOf(NoSuchEntity.class);
  }
}
