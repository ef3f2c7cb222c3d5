package dev.keyturn.iam;

import static dev.keyturn.iam.IdentitiesFixture.ANYTHING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.identity.Caller;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What is attached decides, from the very next request on.
class IdentityPoliciesTest {
  private static final String READS =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:GetUser",\
      "Resource":"*"}]}\
      """;
  private static final Users.GetUser READ = new Users.GetUser(Optional.of("alice"));

  private final IdentitiesFixture iam = IdentitiesFixture.enforcing();
  private final Users.Shown alice = iam.createUser("alice");
  private final Caller caller = iam.signing("alice");

  @Test
  void withoutAPolicyAUserMayNothing() {
    assertThat(alice.userName()).contains("alice");
    assertThat(iam.may(caller, READ)).isFalse();
    assertThat(iam.may(caller, new GetCallerIdentity.Input())).isTrue();
  }

  @Test
  void anInlinePolicyCountsAtOnceAndUntilItIsGone() {
    iam.send(new InlinePolicies.PutUserPolicy("alice", "read", READS));
    assertThat(iam.may(caller, READ)).isTrue();
    assertThat(iam.may(caller, new Users.DeleteUser("alice"))).isFalse();
    iam.send(new InlinePolicies.DeleteUserPolicy("alice", "read"));
    assertThat(iam.may(caller, READ)).isFalse();
  }

  @Test
  void theDefaultVersionOfAnAttachedPolicyCounts() {
    String arn = iam.createPolicy("p", READS.replace("Allow", "Deny")).arn();
    iam.send(new Attachments.AttachUserPolicy("alice", arn));
    assertThat(iam.may(caller, READ)).isFalse();
    iam.send(new ManagedPolicies.CreatePolicyVersion(arn, READS, Optional.of(false)));
    assertThat(iam.may(caller, READ)).isFalse();
    iam.send(new ManagedPolicies.SetDefaultPolicyVersion(arn, "v2"));
    assertThat(iam.may(caller, READ)).isTrue();
    iam.send(new Attachments.DetachUserPolicy("alice", arn));
    assertThat(iam.may(caller, READ)).isFalse();
  }

  @Test
  void awsPoliciesCountToo() {
    iam.send(
        new Attachments.AttachUserPolicy("alice", "arn:aws:iam::aws:policy/IAMReadOnlyAccess"));
    assertThat(iam.may(caller, READ)).isTrue();
    assertThat(iam.may(caller, new Groups.CreateGroup(Optional.empty(), "g"))).isFalse();
  }

  @Test
  void aGroupsPoliciesAreItsMembers() {
    iam.createGroup("readers");
    iam.send(new InlinePolicies.PutGroupPolicy("readers", "read", READS));
    assertThat(iam.may(caller, READ)).isFalse();
    iam.send(new Groups.AddUserToGroup("readers", "alice"));
    assertThat(iam.may(caller, READ)).isTrue();
    iam.send(new InlinePolicies.DeleteGroupPolicy("readers", "read"));
    assertThat(iam.may(caller, READ)).isFalse();
    iam.send(
        new Attachments.AttachGroupPolicy(
            "readers", "arn:aws:iam::aws:policy/AdministratorAccess"));
    assertThat(iam.may(caller, READ)).isTrue();
    iam.send(new Groups.RemoveUserFromGroup("readers", "alice"));
    assertThat(iam.may(caller, READ)).isFalse();
  }

  @Test
  void aBoundaryLimits() {
    iam.send(new InlinePolicies.PutUserPolicy("alice", "all", ANYTHING));
    assertThat(iam.may(caller, new Groups.CreateGroup(Optional.empty(), "one"))).isTrue();
    String boundary = iam.createPolicy("boundary", READS).arn();
    iam.send(new Boundaries.PutUserPermissionsBoundary("alice", boundary));
    assertThat(iam.may(caller, READ)).isTrue();
    assertThat(iam.may(caller, new Groups.CreateGroup(Optional.empty(), "two"))).isFalse();
    iam.send(new Boundaries.DeleteUserPermissionsBoundary("alice"));
    assertThat(iam.may(caller, new Groups.CreateGroup(Optional.empty(), "two"))).isTrue();
  }

  @Test
  void tagsOfCallerAndResourceAreCompared() {
    iam.send(
        new InlinePolicies.PutUserPolicy(
            "alice",
            "own team",
            """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:*","Resource":"*",\
            "Condition":{"StringEquals":{"iam:ResourceTag/team":"${aws:PrincipalTag/team}"}}}]}\
            """));
    iam.createRole("reader");
    Roles.GetRole get = new Roles.GetRole("reader");
    iam.send(new TagOperations.TagUser("alice", List.of(new Tag("team", "red"))));
    iam.send(new TagOperations.TagRole("reader", List.of(new Tag("team", "blue"))));
    assertThat(iam.may(caller, get)).isFalse();
    iam.send(new TagOperations.TagRole("reader", List.of(new Tag("team", "red"))));
    assertThat(iam.may(caller, get)).isTrue();
  }

  @Test
  void whoMayGiveWhichPolicyToWhomCanBeLimited() {
    String boundary = iam.createPolicy("boundary").arn();
    iam.send(
        new InlinePolicies.PutUserPolicy(
            "alice",
            "delegate",
            """
            {"Version":"2012-10-17","Statement":[\
            {"Effect":"Allow","Action":"iam:CreateUser","Resource":"*",\
            "Condition":{"StringEquals":{"iam:PermissionsBoundary":"%1$s"}}},\
            {"Effect":"Allow","Action":"iam:AttachUserPolicy","Resource":"*",\
            "Condition":{"StringEquals":{"iam:PermissionsBoundary":"%1$s"},\
            "ArnLike":{"iam:PolicyARN":"arn:aws:iam::aws:policy/IAM*"}}}]}\
            """
                .formatted(boundary)));
    assertThat(iam.may(caller, create("free", Optional.empty()))).isFalse();
    assertThat(iam.may(caller, create("bound", Optional.of(boundary)))).isTrue();
    iam.createUser("free");
    String iamPolicy = "arn:aws:iam::aws:policy/IAMReadOnlyAccess";
    assertThat(iam.may(caller, new Attachments.AttachUserPolicy("bound", iamPolicy))).isTrue();
    assertThat(iam.may(caller, new Attachments.AttachUserPolicy("free", iamPolicy))).isFalse();
    assertThat(
            iam.may(
                caller,
                new Attachments.AttachUserPolicy(
                    "bound", "arn:aws:iam::aws:policy/AdministratorAccess")))
        .isFalse();
  }

  private static Users.CreateUser create(String name, Optional<String> boundary) {
    return new Users.CreateUser(Optional.empty(), name, boundary, Optional.empty());
  }

  @Test
  void whoMayNothingLearnsNothing() {
    assertThat(iam.may(caller, new Users.GetUser(Optional.of("nobody")))).isFalse();
    assertThat(iam.may(caller, new Roles.GetRole("nobody"))).isFalse();
    assertThat(iam.may(caller, new AccessKeyOperations.GetAccessKeyLastUsed("AKIANOBODY")))
        .isFalse();
  }

  @Test
  void aUserMadeAgainUnderTheNameInheritsNothing() {
    iam.send(new InlinePolicies.PutUserPolicy("alice", "read", READS));
    String key = caller.accessKeyId();
    iam.send(new AccessKeyOperations.DeleteAccessKey(Optional.of("alice"), key));
    iam.send(new InlinePolicies.DeleteUserPolicy("alice", "read"));
    iam.send(new Users.DeleteUser("alice"));
    iam.createUser("alice");
    iam.send(new InlinePolicies.PutUserPolicy("alice", "read", READS));
    assertThat(iam.signer(key, Optional.empty())).isEmpty();
    assertThat(iam.may(caller, READ)).isFalse();
    assertThat(iam.may(iam.signing("alice"), READ)).isTrue();
  }
}
