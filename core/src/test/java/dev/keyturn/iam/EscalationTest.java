package dev.keyturn.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.identity.Caller;
import dev.keyturn.operation.Nothing;
import dev.keyturn.operation.Refusal.AccessDenied;
import dev.keyturn.operation.Refusal.InvalidInput;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Ways to more rights than were given.
class EscalationTest {
  private static final String BUILDS =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":\
      ["iam:CreateUser","iam:CreateRole","iam:CreatePolicy"],"Resource":"*"}]}\
      """;
  private static final Optional<List<Tag>> RED = Optional.of(List.of(new Tag("team", "red")));

  private final IdentitiesFixture iam = IdentitiesFixture.enforcing();

  private Caller user(String name, String policy) {
    iam.createUser(name);
    iam.send(new InlinePolicies.PutUserPolicy(name, "own", policy));
    return iam.signing(name);
  }

  private static Users.CreateUser user(Optional<List<Tag>> tags) {
    return new Users.CreateUser(Optional.empty(), "new", Optional.empty(), tags);
  }

  private static Roles.CreateRole role(Optional<List<Tag>> tags) {
    return new Roles.CreateRole(
        Optional.empty(),
        "new",
        IdentitiesFixture.TRUST,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        tags);
  }

  private static ManagedPolicies.CreatePolicy policy(Optional<List<Tag>> tags) {
    return new ManagedPolicies.CreatePolicy(
        "new", Optional.empty(), IdentitiesFixture.ANYTHING, Optional.empty(), tags);
  }

  @Test
  void whoMayNotTagMakesNothingWithTags() {
    Caller builder = user("builder", BUILDS);
    assertThat(iam.may(builder, user(RED))).isFalse();
    assertThat(iam.may(builder, role(RED))).isFalse();
    assertThat(iam.may(builder, policy(RED))).isFalse();
    assertThat(iam.may(builder, user(Optional.empty()))).isTrue();
    assertThat(iam.may(builder, role(Optional.of(List.of())))).isTrue();
    assertThat(iam.may(builder, policy(Optional.empty()))).isTrue();
  }

  @Test
  void whoMayTagMakesThingsWithTags() {
    Caller builder = user("builder", IdentitiesFixture.ANYTHING);
    assertThat(iam.may(builder, user(RED))).isTrue();
    assertThat(iam.may(builder, role(RED))).isTrue();
    assertThat(iam.may(builder, policy(RED))).isTrue();
  }

  private static String renames(String more) {
    return """
    {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["iam:UpdateUser",\
    "iam:UpdateGroup"],"Resource":["arn:aws:iam::*:user/red/*","arn:aws:iam::*:group/red/*"]%s}]}\
    """
        .formatted(more);
  }

  @Test
  void nobodyCarriesAUserOrAGroupToWhereTheyMayNotWrite() {
    Caller red = user("red", renames(""));
    iam.createUser("admin");
    iam.send(new Users.CreateUser(Optional.of("/red/"), "one", Optional.empty(), Optional.empty()));
    Optional<String> blue = Optional.of("/blue/");
    assertThatThrownBy(
            () -> iam.send(red, new Users.UpdateUser("one", blue, Optional.empty()), Nothing.class))
        .isInstanceOf(AccessDenied.class)
        .hasMessageContaining(
            "iam:UpdateUser on resource: arn:aws:iam::111122223333:user/blue/one");
    assertThat(iam.may(red, new Users.UpdateUser("one", blue, Optional.of("admin")))).isFalse();
    assertThat(iam.user("one").path()).isEqualTo("/red/");
    assertThat(iam.may(red, new Users.UpdateUser("one", Optional.empty(), Optional.of("two"))))
        .isTrue();

    iam.send(new Groups.CreateGroup(Optional.of("/red/"), "one"));
    assertThat(iam.may(red, new Groups.UpdateGroup("one", blue, Optional.empty()))).isFalse();
    assertThat(iam.may(red, new Groups.UpdateGroup("one", Optional.empty(), Optional.of("two"))))
        .isTrue();
  }

  @Test
  void aRenamedUserIsJudgedByItsTags() {
    Caller red =
        user(
            "red", renames(",\"Condition\":{\"StringEquals\":{\"aws:ResourceTag/team\":\"red\"}}"));
    iam.send(new Users.CreateUser(Optional.of("/red/"), "one", Optional.empty(), RED));
    assertThat(iam.may(red, new Users.UpdateUser("one", Optional.empty(), Optional.of("two"))))
        .isTrue();
  }

  private Caller session(Caller by, String role, Optional<String> sourceIdentity) {
    AssumeRole.Output output =
        iam.send(
            by,
            new AssumeRole.Input(
                "arn:aws:iam::111122223333:role/" + role,
                "work",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                sourceIdentity),
            AssumeRole.Output.class);
    Issued issued = output.credentials();
    return iam.signer(issued.accessKeyId(), Optional.of(issued.sessionToken())).orElseThrow();
  }

  private void role(String name) {
    iam.createRole(name, IdentitiesFixture.TRUST.replace("sts:AssumeRole", "sts:*"));
    iam.send(new InlinePolicies.PutRolePolicy(name, "all", IdentitiesFixture.ANYTHING));
  }

  @Test
  void noChainOfRolesChangesItsSourceIdentity() {
    role("one");
    role("two");
    Caller alice = user("alice", IdentitiesFixture.ANYTHING);
    Caller one = session(alice, "one", Optional.of("alice"));
    assertThatThrownBy(() -> session(one, "two", Optional.of("bob")))
        .isInstanceOf(AccessDenied.class);
    assertThat(session(one, "two", Optional.of("alice")).session().orElseThrow().sourceIdentity())
        .contains("alice");
    assertThat(session(one, "two", Optional.empty()).session().orElseThrow().sourceIdentity())
        .contains("alice");
  }

  /// Whoever is in a chain is known by the source identity, so no role may lose it on the way.
  @Test
  void eachRoleOfAChainHasToAcceptTheSourceIdentity() {
    role("one");
    iam.createRole("plain", IdentitiesFixture.TRUST);
    Caller alice = user("alice", IdentitiesFixture.ANYTHING);
    Caller known = session(alice, "one", Optional.of("alice"));
    assertThatThrownBy(() -> session(known, "plain", Optional.empty()))
        .isInstanceOf(AccessDenied.class)
        .hasMessageContaining("is not authorized to perform: sts:SetSourceIdentity");
    Caller unknown = session(alice, "one", Optional.empty());
    assertThat(session(unknown, "plain", Optional.empty()).session()).isPresent();
  }

  @Test
  void policiesCanAskForTheSourceIdentity() {
    iam.createRole("one", IdentitiesFixture.TRUST.replace("sts:AssumeRole", "sts:*"));
    iam.send(
        new InlinePolicies.PutRolePolicy(
            "one",
            "known",
            """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:GetUser",\
            "Resource":"*","Condition":{"StringEquals":{"aws:SourceIdentity":"alice"}}}]}\
            """));
    Caller alice = user("alice", IdentitiesFixture.ANYTHING);
    Users.GetUser read = new Users.GetUser(Optional.of("alice"));
    assertThat(iam.may(session(alice, "one", Optional.of("alice")), read)).isTrue();
    assertThat(iam.may(session(alice, "one", Optional.of("bob")), read)).isFalse();
    assertThat(iam.may(session(alice, "one", Optional.empty()), read)).isFalse();
  }

  @Test
  void theAuditRecordSaysWhyARightBesideTheActionWasMissing() {
    Caller red = user("red", renames(""));
    iam.send(new Users.CreateUser(Optional.of("/red/"), "one", Optional.empty(), Optional.empty()));
    assertThat(iam.may(red, new Users.UpdateUser("one", Optional.of("/blue/"), Optional.empty())))
        .isFalse();
    assertThat(iam.audit.events().getLast().additional())
        .hasEntrySatisfying(
            "accessDecision",
            reason ->
                assertThat(reason.toString()).contains("names the action, but not the resource"));
  }

  /// As AWS's console revokes the sessions of a role.
  @Test
  void sessionsFromBeforeATimeCanBeRevoked() {
    role("one");
    Caller alice = user("alice", IdentitiesFixture.ANYTHING);
    Caller before = session(alice, "one", Optional.empty());
    iam.clock.advance(java.time.Duration.ofSeconds(10));
    iam.send(
        new InlinePolicies.PutRolePolicy(
            "one",
            "AWSRevokeOlderSessions",
            """
            {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*",\
            "Condition":{"DateLessThan":{"aws:TokenIssueTime":"%s"}}}]}\
            """
                .formatted(iam.clock.instant())));
    Record asks = new Users.ListUsers(Optional.empty(), Optional.empty(), Optional.empty());
    assertThat(iam.may(before, asks)).isFalse();
    assertThat(iam.may(session(alice, "one", Optional.empty()), asks)).isTrue();
    assertThat(iam.may(alice, asks)).isTrue();
  }

  @Test
  void managedPoliciesOfAwsAreReadByWhoMayReadPolicies() {
    Record asks = new ManagedPolicies.GetPolicy("arn:aws:iam::aws:policy/AdministratorAccess");
    assertThat(iam.may(IdentitiesFixture.administrator(), asks)).isTrue();
    assertThat(iam.may(user("alice", IdentitiesFixture.ANYTHING), asks)).isTrue();
    assertThat(iam.may(user("bob", BUILDS), asks)).isFalse();
  }

  private Simulations.Page simulate(int actions, int resources, String policy) {
    return iam.send(
        new Simulations.SimulateCustomPolicy(
            List.of(policy),
            Optional.empty(),
            IntStream.range(0, actions).mapToObj("iam:Get%05d"::formatted).toList(),
            Optional.of(
                IntStream.range(0, resources)
                    .mapToObj("arn:aws:iam::111122223333:user/%05d"::formatted)
                    .toList()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(1_000),
            Optional.empty()),
        Simulations.Page.class);
  }

  @Test
  void noSimulationIsWithoutBounds() {
    assertThatThrownBy(() -> simulate(2_400, 2_400, IdentitiesFixture.ANYTHING))
        .isInstanceOf(InvalidInput.class);
    assertThat(simulate(100, 100, IdentitiesFixture.ANYTHING).evaluationResults()).hasSize(1_000);
    String statement = "{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}";
    String longest = "{\"Statement\":[" + statement + ("," + statement).repeat(2_500) + "]}";
    Simulations.Page page = simulate(10, 100, longest);
    assertThat(page.evaluationResults()).hasSizeBetween(1, 20);
    assertThat(page.isTruncated()).isTrue();
  }
}
