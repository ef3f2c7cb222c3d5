package dev.keyturn.iam;

import static dev.keyturn.iam.IdentitiesFixture.ANYTHING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.identity.Caller;
import dev.keyturn.identity.Session;
import dev.keyturn.key.AesKey;
import dev.keyturn.key.AesMasterKey;
import dev.keyturn.operation.Refusal.AccessDenied;
import dev.keyturn.operation.Refusal.InvalidParameterValue;
import dev.keyturn.operation.Refusal.MalformedPolicyDocument;
import dev.keyturn.operation.Refusal.Validation;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionsTest {
  private static final String READER = "arn:aws:iam::111122223333:role/reader";
  private static final String READS =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["iam:GetUser",\
      "iam:GetRole"],"Resource":"*"}]}\
      """;
  private static final Users.GetUser READ = new Users.GetUser(Optional.of("alice"));

  private final IdentitiesFixture iam = IdentitiesFixture.enforcing();
  private final Users.Shown alice = iam.createUser("alice");
  private final Caller caller = iam.signing("alice");

  private static String trust(String principal, String more) {
    return """
    {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"%s"},\
    "Action":["sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity"]%s}]}\
    """
        .formatted(principal, more);
  }

  private void role(String trust) {
    iam.createRole("reader", trust);
    iam.send(new InlinePolicies.PutRolePolicy("reader", "read", READS));
  }

  private static AssumeRole.Input plain(String arn) {
    return input(arn, Optional.empty(), Optional.empty());
  }

  private static AssumeRole.Input input(
      String arn, Optional<String> policy, Optional<Integer> seconds) {
    return new AssumeRole.Input(
        arn,
        "work",
        Optional.empty(),
        policy,
        seconds,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static AssumeRole.Input tagged(String arn, List<Tag> tags, List<String> transitive) {
    return new AssumeRole.Input(
        arn,
        "work",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(tags),
        Optional.of(transitive),
        Optional.empty(),
        Optional.empty());
  }

  private AssumeRole.Output assume(Caller by, AssumeRole.Input input) {
    return iam.send(by, input, AssumeRole.Output.class);
  }

  private Caller session(Caller by, AssumeRole.Input input) {
    return signer(assume(by, input).credentials()).orElseThrow();
  }

  private Optional<Caller> signer(Issued issued) {
    return iam.signer(issued.accessKeyId(), Optional.of(issued.sessionToken()));
  }

  @Test
  void aSessionHasTheRoleAndNotTheUser() {
    role(trust(alice.arn(), ""));
    AssumeRole.Output output = assume(caller, plain(READER));
    assertThat(output.credentials().accessKeyId()).matches("ASIA[A-Z2-7]{16}");
    assertThat(output.credentials().secretAccessKey().revealString()).matches("[A-Za-z0-9+/]{40}");
    assertThat(output.credentials().expiration()).isEqualTo(iam.clock.instant().plusSeconds(3600));
    assertThat(output.assumedRoleUser().arn())
        .isEqualTo("arn:aws:sts::111122223333:assumed-role/reader/work");
    assertThat(output.assumedRoleUser().assumedRoleId()).matches("AROA[A-Z2-7]{17}:work");
    Caller session = signer(output.credentials()).orElseThrow();
    assertThat(iam.may(caller, READ)).isFalse();
    assertThat(iam.may(session, READ)).isTrue();
    GetCallerIdentity.Output who =
        iam.send(session, new GetCallerIdentity.Input(), GetCallerIdentity.Output.class);
    assertThat(who.arn()).isEqualTo(output.assumedRoleUser().arn());
  }

  @Test
  void onlyWhomTheTrustPolicyNamesGetsIn() {
    iam.createUser("bob");
    iam.send(new InlinePolicies.PutUserPolicy("bob", "all", ANYTHING));
    role(trust(alice.arn(), ""));
    Caller bob = iam.signing("bob");
    assertThatThrownBy(() -> assume(bob, plain(READER)))
        .isInstanceOf(AccessDenied.class)
        .hasMessageStartingWith(
            "User: arn:aws:iam::111122223333:user/bob is not authorized to perform:"
                + " sts:AssumeRole on resource: "
                + READER);
    assertThatThrownBy(() -> assume(bob, plain(READER.replace("reader", "missing"))))
        .isInstanceOf(AccessDenied.class);
    assertThatThrownBy(() -> assume(bob, plain("nonsense"))).isInstanceOf(Validation.class);
    assertThatThrownBy(() -> assume(IdentitiesFixture.administrator(), plain(READER)))
        .isInstanceOf(AccessDenied.class)
        .hasMessage("Roles may not be assumed by root accounts.");
  }

  @Test
  void aTrustedAccountDecidesByItsOwnPolicies() {
    role(IdentitiesFixture.TRUST);
    assertThatThrownBy(() -> assume(caller, plain(READER))).isInstanceOf(AccessDenied.class);
    iam.send(new InlinePolicies.PutUserPolicy("alice", "all", ANYTHING));
    assertThat(iam.may(session(caller, plain(READER)), READ)).isTrue();
  }

  @Test
  void whoComesLaterUnderATrustedNameIsNotTrusted() {
    role(trust(alice.arn(), ""));
    iam.send(new AccessKeyOperations.DeleteAccessKey(Optional.of("alice"), caller.accessKeyId()));
    iam.send(new Users.DeleteUser("alice"));
    iam.createUser("alice");
    Caller later = iam.signing("alice");
    assertThatThrownBy(() -> assume(later, plain(READER))).isInstanceOf(AccessDenied.class);
  }

  @Test
  void nobodyCanBeTrustedWhoDoesNotExist() {
    for (String principal :
        List.of("arn:aws:iam::111122223333:user/nobody", "arn:aws:iam::999999999999:root")) {
      assertThatThrownBy(() -> iam.createRole("reader", trust(principal, "")))
          .isInstanceOf(MalformedPolicyDocument.class)
          .hasMessage("Invalid principal in policy: \"AWS\":\"%s\"".formatted(principal));
    }
  }

  @Test
  void anExternalIdCanBeAskedFor() {
    role(
        trust(
            alice.arn(), ",\"Condition\":{\"StringEquals\":{\"sts:ExternalId\":\"open-sesame\"}}"));
    assertThatThrownBy(() -> assume(caller, plain(READER))).isInstanceOf(AccessDenied.class);
    AssumeRole.Input with =
        new AssumeRole.Input(
            READER,
            "work",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of("open-sesame"),
            Optional.empty());
    assertThat(iam.may(session(caller, with), READ)).isTrue();
  }

  @Test
  void aSessionPolicyLimitsAndNeverGives() {
    role(trust(alice.arn(), ""));
    String other =
        READS.replace("[\"iam:GetUser\",\"iam:GetRole\"]", "[\"iam:GetRole\",\"iam:ListUsers\"]");
    Caller limited = session(caller, input(READER, Optional.of(other), Optional.empty()));
    assertThat(iam.may(limited, READ)).isFalse();
    assertThat(iam.may(limited, new Roles.GetRole("reader"))).isTrue();
    assertThat(
            iam.may(
                limited, new Users.ListUsers(Optional.empty(), Optional.empty(), Optional.empty())))
        .isFalse();
    assertThatThrownBy(() -> assume(caller, input(READER, Optional.of("{}"), Optional.empty())))
        .isInstanceOf(MalformedPolicyDocument.class);
  }

  @Test
  void sessionTagsArePrincipalTagsAndNeedARight() {
    role(trust(alice.arn(), "").replace("\"sts:TagSession\",", ""));
    assertThatThrownBy(
            () -> assume(caller, tagged(READER, List.of(new Tag("team", "red")), List.of())))
        .isInstanceOf(AccessDenied.class)
        .hasMessageContaining("sts:TagSession");
    iam.send(new Roles.UpdateAssumeRolePolicy("reader", trust(alice.arn(), "")));
    iam.send(
        new InlinePolicies.PutRolePolicy(
            "reader",
            "read",
            """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:GetUser",\
            "Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"red"}}}]}\
            """));
    assertThat(iam.may(session(caller, plain(READER)), READ)).isFalse();
    assertThat(
            iam.may(
                session(caller, tagged(READER, List.of(new Tag("team", "red")), List.of())), READ))
        .isTrue();
  }

  @Test
  void transitiveTagsAreHandedOnAndCannotBeReplaced() {
    role(trust(alice.arn(), ""));
    iam.send(new InlinePolicies.PutRolePolicy("reader", "all", ANYTHING));
    String next = iam.createRole("next", trust(READER, "")).arn();
    Caller first =
        session(caller, tagged(READER, List.of(new Tag("team", "red")), List.of("team")));
    Caller second = session(first, plain(next));
    assertThat(second.session().orElseThrow().tags()).containsEntry("team", "red");
    assertThatThrownBy(
            () -> assume(first, tagged(next, List.of(new Tag("Team", "blue")), List.of())))
        .isInstanceOf(InvalidParameterValue.class);
    assertThatThrownBy(() -> assume(caller, tagged(READER, List.of(), List.of("absent"))))
        .isInstanceOf(InvalidParameterValue.class);
  }

  @Test
  void aSessionLastsAsLongAsTheRoleAllowsAndAnHourInAChain() {
    role(trust(alice.arn(), ""));
    iam.send(new Roles.UpdateRole("reader", Optional.empty(), Optional.of(7200)));
    assertThatThrownBy(() -> assume(caller, input(READER, Optional.empty(), Optional.of(7201))))
        .isInstanceOf(Validation.class)
        .hasMessageContaining("exceeds the MaxSessionDuration set for this role");
    Caller session = session(caller, input(READER, Optional.empty(), Optional.of(7200)));
    iam.send(new Roles.UpdateAssumeRolePolicy("reader", trust(READER, "")));
    assertThatThrownBy(() -> assume(session, input(READER, Optional.empty(), Optional.of(3601))))
        .isInstanceOf(Validation.class)
        .hasMessageContaining("1 hour session limit");
    Record _ = assume(session, input(READER, Optional.empty(), Optional.of(3600)));
  }

  @Test
  void aSessionExpires() {
    role(trust(alice.arn(), ""));
    Issued issued = assume(caller, input(READER, Optional.empty(), Optional.of(900))).credentials();
    iam.clock.advance(Duration.ofSeconds(899));
    assertThat(signer(issued)).isPresent();
    iam.clock.advance(Duration.ofSeconds(1));
    assertThat(signer(issued)).isEmpty();
  }

  @Test
  void aDeletedRoleEndsItsSessions() {
    role(trust(alice.arn(), ""));
    Issued issued = assume(caller, plain(READER)).credentials();
    iam.send(new InlinePolicies.DeleteRolePolicy("reader", "read"));
    iam.send(new Roles.DeleteRole("reader"));
    assertThat(signer(issued)).isEmpty();
    role(trust(alice.arn(), ""));
    assertThat(signer(issued)).isEmpty();
  }

  @Test
  void keyAndTokenBelongTogether() {
    role(trust(alice.arn(), ""));
    Issued one = assume(caller, plain(READER)).credentials();
    Issued two = assume(caller, plain(READER)).credentials();
    assertThat(iam.signer(one.accessKeyId(), Optional.empty())).isEmpty();
    assertThat(iam.signer(one.accessKeyId(), Optional.of(two.sessionToken()))).isEmpty();
    assertThat(iam.signer(caller.accessKeyId(), Optional.of(one.sessionToken()))).isEmpty();
    assertThat(iam.signer(one.accessKeyId(), Optional.of("not base64!"))).isEmpty();
    char[] token = one.sessionToken().toCharArray();
    token[token.length / 2] = token[token.length / 2] == 'A' ? 'B' : 'A';
    assertThat(iam.signer(one.accessKeyId(), Optional.of(new String(token)))).isEmpty();
  }

  @Test
  void anotherNodeWithTheSameMasterKeyKnowsThemAndNoOther() {
    role(trust(alice.arn(), ""));
    Issued issued = assume(caller, plain(READER)).credentials();
    SessionTokens node = new SessionTokens(iam.store, iam.master, new SecureRandom());
    assertThat(node.find(issued.accessKeyId(), issued.sessionToken()))
        .map(Credential::secretAccessKey)
        .contains(issued.secretAccessKey());
    SessionTokens stranger =
        new SessionTokens(iam.store, AesMasterKey.of(AesKey.newMaterial()), new SecureRandom());
    assertThat(stranger.find(issued.accessKeyId(), issued.sessionToken())).isEmpty();
  }

  @Test
  void aUserGetsASessionOfItsOwnRights() {
    iam.send(new InlinePolicies.PutUserPolicy("alice", "read", READS));
    Issued issued =
        iam.send(caller, new GetSessionToken.Input(Optional.of(900)), GetSessionToken.Output.class)
            .credentials();
    Caller session = signer(issued).orElseThrow();
    assertThat(iam.may(session, READ)).isTrue();
    assertThat(iam.may(session, new Users.DeleteUser("alice"))).isFalse();
    assertThat(iam.may(session, new GetSessionToken.Input(Optional.empty()))).isFalse();
    iam.send(new InlinePolicies.DeleteUserPolicy("alice", "read"));
    assertThat(iam.may(session, READ)).isFalse();
    iam.send(new AccessKeyOperations.DeleteAccessKey(Optional.of("alice"), caller.accessKeyId()));
    iam.send(new Users.DeleteUser("alice"));
    assertThat(signer(issued)).isEmpty();
  }

  @Test
  void aUsersSessionGoesByTheUsersNameOfNow() {
    iam.send(
        new InlinePolicies.PutUserPolicy(
            "alice",
            "own",
            """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:GetUser",\
            "Resource":"arn:aws:iam::*:user/${aws:username}"}]}\
            """));
    Issued issued =
        iam.send(caller, new GetSessionToken.Input(Optional.of(900)), GetSessionToken.Output.class)
            .credentials();
    assertThat(iam.may(signer(issued).orElseThrow(), READ)).isTrue();
    iam.send(new Users.UpdateUser("alice", Optional.empty(), Optional.of("carol")));
    iam.createUser("alice");
    Caller session = signer(issued).orElseThrow();
    assertThat(session.principal().arn().toString())
        .isEqualTo("arn:aws:iam::111122223333:user/carol");
    assertThat(iam.may(session, new Users.GetUser(Optional.of("carol")))).isTrue();
    assertThat(iam.may(session, READ)).isFalse();
  }

  @Test
  void anAdministratorsSessionLastsAnHour() {
    Issued issued =
        iam.send(new GetSessionToken.Input(Optional.of(43200)), GetSessionToken.Output.class)
            .credentials();
    assertThat(issued.expiration()).isEqualTo(iam.clock.instant().plusSeconds(3600));
  }

  @Test
  void noCredentialIsAudited() {
    role(trust(alice.arn(), ""));
    Issued issued = assume(caller, plain(READER)).credentials();
    assertThat(iam.audit.events().toString())
        .doesNotContain(issued.sessionToken(), issued.secretAccessKey().revealString());
    assertThat(issued.toString()).doesNotContain(issued.sessionToken());
  }

  @Test
  void whatIsGivenDoesNotPrintItsToken() {
    SessionTokens.Given given =
        iam.sessions.give(
            caller.principal(),
            Session.plain(iam.clock.instant(), iam.clock.instant().plusSeconds(900)));
    assertThat(given.toString())
        .contains(given.credential().accessKeyId())
        .doesNotContain(given.token());
  }
}
