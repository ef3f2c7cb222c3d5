package dev.keyturn.iam;

import static dev.keyturn.iam.IdentitiesFixture.ANYTHING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.operation.Refusal.AccessDenied;
import dev.keyturn.operation.Refusal.DeleteConflict;
import dev.keyturn.operation.Refusal.EntityAlreadyExists;
import dev.keyturn.operation.Refusal.LimitExceeded;
import dev.keyturn.operation.Refusal.MalformedPolicyDocument;
import dev.keyturn.operation.Refusal.NoSuchEntity;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Inline and managed policies, attachments, boundaries and tags.
class GrantedPoliciesTest {
  private static final String ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";

  private final IdentitiesFixture iam = new IdentitiesFixture();

  private PolicyShown policy(String arn) {
    return iam.send(new ManagedPolicies.GetPolicy(arn), ManagedPolicies.One.class).policy();
  }

  private ManagedPolicies.VersionShown addVersion(String arn, boolean asDefault) {
    return iam.send(
            new ManagedPolicies.CreatePolicyVersion(arn, ANYTHING, Optional.of(asDefault)),
            ManagedPolicies.MadeVersion.class)
        .policyVersion();
  }

  private List<String> versions(String arn) {
    return iam
        .send(
            new ManagedPolicies.ListPolicyVersions(arn, Optional.empty(), Optional.empty()),
            ManagedPolicies.Versions.class)
        .versions()
        .stream()
        .map(it -> it.versionId() + (it.isDefaultVersion() ? " default" : ""))
        .toList();
  }

  private List<String> attached(String user) {
    return iam
        .send(
            new Attachments.ListAttachedUserPolicies(
                user, Optional.empty(), Optional.empty(), Optional.empty()),
            Attachments.Page.class)
        .attachedPolicies()
        .stream()
        .map(Attachments.Attached::policyName)
        .toList();
  }

  private PolicyListings.Page list(String scope, boolean onlyAttached) {
    return iam.send(
        new PolicyListings.ListPolicies(
            Optional.of(scope),
            Optional.of(onlyAttached),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(1000)),
        PolicyListings.Page.class);
  }

  @Test
  void inlinePoliciesAreKeptAsTheyWereGiven() {
    iam.createUser("alice");
    iam.send(new InlinePolicies.PutUserPolicy("alice", "second", ANYTHING));
    iam.send(new InlinePolicies.PutUserPolicy("alice", "first", ANYTHING));
    assertThat(
            iam.send(
                    new InlinePolicies.ListUserPolicies(
                        "alice", Optional.empty(), Optional.empty()),
                    InlinePolicies.Names.class)
                .policyNames())
        .containsExactly("first", "second");
    InlinePolicies.UserPolicy shown =
        iam.send(
            new InlinePolicies.GetUserPolicy("alice", "first"), InlinePolicies.UserPolicy.class);
    assertThat(shown.policyDocument()).isEqualTo(PolicyText.shown(ANYTHING));
    iam.send(new InlinePolicies.DeleteUserPolicy("alice", "first"));
    assertThatThrownBy(() -> iam.send(new InlinePolicies.GetUserPolicy("alice", "first")))
        .isInstanceOf(NoSuchEntity.class)
        .hasMessage("The user policy with name first cannot be found.");
  }

  @Test
  void whatIsNoPolicyIsRefused() {
    iam.createUser("alice");
    for (String document : List.of("{", "[]", "{\"Version\":\"2012-10-17\"}")) {
      assertThatThrownBy(() -> iam.send(new InlinePolicies.PutUserPolicy("alice", "p", document)))
          .as(document)
          .isInstanceOf(MalformedPolicyDocument.class);
      assertThatThrownBy(() -> iam.createPolicy("p", document))
          .as(document)
          .isInstanceOf(MalformedPolicyDocument.class);
    }
  }

  @Test
  void inlinePoliciesTogetherHaveALimit() {
    iam.createUser("alice");
    String big = ANYTHING.replace("\"*\",", "\"" + "x".repeat(900) + ":*\",");
    iam.send(new InlinePolicies.PutUserPolicy("alice", "a", big));
    iam.send(new InlinePolicies.PutUserPolicy("alice", "b", big));
    iam.send(new InlinePolicies.PutUserPolicy("alice", "b", big + " ".repeat(1_000)));
    assertThatThrownBy(() -> iam.send(new InlinePolicies.PutUserPolicy("alice", "c", big)))
        .isInstanceOf(LimitExceeded.class)
        .hasMessage("Maximum policy size of 2048 bytes exceeded for user alice");
  }

  @Test
  void aManagedPolicyHasAnIdAnArnAndAFirstVersion() {
    PolicyShown made = iam.createPolicy("readers");
    assertThat(made.policyId()).matches("ANPA[A-Z2-7]{17}");
    assertThat(made.arn()).isEqualTo("arn:aws:iam::111122223333:policy/readers");
    assertThat(policy(made.arn())).isEqualTo(made);
    assertThat(versions(made.arn())).containsExactly("v1 default");
    assertThatThrownBy(() -> iam.createPolicy("Readers"))
        .isInstanceOf(EntityAlreadyExists.class)
        .hasMessage("A policy called Readers already exists. Duplicate names are not allowed.");
  }

  @Test
  void versionsAreFiveAtMostAndNeverComeAgain() {
    String arn = iam.createPolicy("p").arn();
    assertThat(addVersion(arn, false).isDefaultVersion()).isFalse();
    assertThat(addVersion(arn, true).versionId()).isEqualTo("v3");
    addVersion(arn, false);
    addVersion(arn, false);
    assertThat(versions(arn)).containsExactly("v5", "v4", "v3 default", "v2", "v1");
    assertThatThrownBy(() -> addVersion(arn, false)).isInstanceOf(LimitExceeded.class);
    iam.send(new ManagedPolicies.DeletePolicyVersion(arn, "v5"));
    assertThat(addVersion(arn, false).versionId()).isEqualTo("v6");
    assertThatThrownBy(() -> iam.send(new ManagedPolicies.DeletePolicyVersion(arn, "v3")))
        .isInstanceOf(DeleteConflict.class)
        .hasMessage("Cannot delete the default version of a policy.");
    iam.send(new ManagedPolicies.SetDefaultPolicyVersion(arn, "v1"));
    assertThat(policy(arn).defaultVersionId()).isEqualTo("v1");
    assertThatThrownBy(() -> iam.send(new ManagedPolicies.SetDefaultPolicyVersion(arn, "v9")))
        .isInstanceOf(NoSuchEntity.class);
  }

  @Test
  void aPolicyThatIsUsedOrHasVersionsIsNotDeleted() {
    String arn = iam.createPolicy("p").arn();
    iam.createUser("alice");
    iam.send(new Attachments.AttachUserPolicy("alice", arn));
    assertThatThrownBy(() -> iam.send(new ManagedPolicies.DeletePolicy(arn)))
        .isInstanceOf(DeleteConflict.class)
        .hasMessage("Cannot delete a policy attached to entities.");
    iam.send(new Attachments.DetachUserPolicy("alice", arn));
    iam.send(new Boundaries.PutUserPermissionsBoundary("alice", arn));
    assertThatThrownBy(() -> iam.send(new ManagedPolicies.DeletePolicy(arn)))
        .isInstanceOf(DeleteConflict.class);
    iam.send(new Boundaries.DeleteUserPermissionsBoundary("alice"));
    addVersion(arn, false);
    assertThatThrownBy(() -> iam.send(new ManagedPolicies.DeletePolicy(arn)))
        .isInstanceOf(DeleteConflict.class)
        .hasMessageStartingWith("This policy has more than one version.");
    iam.send(new ManagedPolicies.DeletePolicyVersion(arn, "v2"));
    iam.send(new ManagedPolicies.DeletePolicy(arn));
    assertThatThrownBy(() -> policy(arn)).isInstanceOf(NoSuchEntity.class);
  }

  @Test
  void policiesAreAttachedOnceAndCounted() {
    String arn = iam.createPolicy("p").arn();
    iam.createUser("alice");
    iam.createGroup("readers");
    iam.createRole("reader");
    iam.send(new Attachments.AttachUserPolicy("alice", arn));
    iam.send(new Attachments.AttachUserPolicy("alice", arn));
    iam.send(new Attachments.AttachGroupPolicy("readers", arn));
    iam.send(new Attachments.AttachRolePolicy("reader", arn));
    iam.send(new Boundaries.PutRolePermissionsBoundary("reader", arn));
    assertThat(policy(arn).attachmentCount()).isEqualTo(3);
    assertThat(policy(arn).permissionsBoundaryUsageCount()).isEqualTo(1);
    PolicyListings.Bearers bearers =
        iam.send(
            new PolicyListings.ListEntitiesForPolicy(
                arn,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            PolicyListings.Bearers.class);
    assertThat(bearers.policyUsers()).extracting("userName").containsExactly("alice");
    assertThat(bearers.policyGroups()).extracting("groupName").containsExactly("readers");
    assertThat(bearers.policyRoles()).extracting("roleName").containsExactly("reader");
    iam.send(new Attachments.DetachGroupPolicy("readers", arn));
    assertThat(policy(arn).attachmentCount()).isEqualTo(2);
    assertThatThrownBy(() -> iam.send(new Attachments.DetachGroupPolicy("readers", arn)))
        .isInstanceOf(NoSuchEntity.class)
        .hasMessage("Policy %s was not found.".formatted(arn));
  }

  @Test
  void tenPoliciesAreAttachedAtMost() {
    iam.createUser("alice");
    IntStream.rangeClosed(0, 10).forEach(it -> iam.createPolicy("p" + it));
    String prefix = "arn:aws:iam::111122223333:policy/p";
    IntStream.range(0, 10)
        .forEach(it -> iam.send(new Attachments.AttachUserPolicy("alice", prefix + it)));
    assertThat(attached("alice")).hasSize(10);
    assertThatThrownBy(() -> iam.send(new Attachments.AttachUserPolicy("alice", prefix + 10)))
        .isInstanceOf(LimitExceeded.class)
        .hasMessage("Cannot exceed quota for PoliciesPerUser: 10");
  }

  @Test
  void aPolicyThatDoesNotExistIsNotAttached() {
    iam.createUser("alice");
    iam.createPolicy("p");
    for (String arn :
        List.of(
            "arn:aws:iam::111122223333:policy/other",
            "arn:aws:iam::111122223333:policy/path/p",
            "arn:aws:iam::444455556666:policy/p",
            "arn:aws:iam::aws:policy/Nothing")) {
      assertThatThrownBy(() -> iam.send(new Attachments.AttachUserPolicy("alice", arn)))
          .isInstanceOf(NoSuchEntity.class)
          .hasMessage("Policy %s does not exist or is not attachable.".formatted(arn));
      assertThatThrownBy(() -> iam.send(new Boundaries.PutUserPermissionsBoundary("alice", arn)))
          .isInstanceOf(NoSuchEntity.class);
    }
  }

  @Test
  void awsPoliciesAreThereAndCannotBeChanged() {
    iam.createUser("alice");
    iam.send(new Attachments.AttachUserPolicy("alice", ADMINISTRATOR));
    assertThat(attached("alice")).containsExactly("AdministratorAccess");
    assertThat(policy(ADMINISTRATOR).attachmentCount()).isEqualTo(1);
    assertThatThrownBy(() -> iam.send(new ManagedPolicies.DeletePolicy(ADMINISTRATOR)))
        .isInstanceOf(AccessDenied.class);
    assertThatThrownBy(() -> addVersion(ADMINISTRATOR, true)).isInstanceOf(AccessDenied.class);
    assertThat(AwsManagedPolicies.arns())
        .contains(
            "arn:aws:iam::aws:policy/SecretsManagerReadWrite",
            "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole");
  }

  @Test
  void whatAwsPoliciesSayIsAPolicy() {
    for (String arn : AwsManagedPolicies.arns()) {
      String document = AwsManagedPolicies.find(arn).orElseThrow().document();
      PolicyText.demand(document, dev.keyturn.access.Policy.Form.IDENTITY);
    }
  }

  @Test
  void listingsTellOwnPoliciesFromThoseOfAws() {
    String arn = iam.createPolicy("p").arn();
    iam.createPolicy("unused");
    assertThat(list("Local", false).policies()).extracting("policyName").contains("p", "unused");
    assertThat(list("AWS", false).policies())
        .hasSize(AwsManagedPolicies.arns().size())
        .noneMatch(it -> it.policyName().equals("p"));
    iam.createUser("alice");
    iam.send(new Attachments.AttachUserPolicy("alice", arn));
    assertThat(list("All", true).policies()).extracting("policyName").containsExactly("p");
  }

  @Test
  void boundariesComeAndGo() {
    String arn = iam.createPolicy("limit").arn();
    iam.createUser("alice");
    iam.send(new Boundaries.PutUserPermissionsBoundary("alice", arn));
    assertThat(iam.user("alice").permissionsBoundary().orElseThrow().permissionsBoundaryArn())
        .isEqualTo(arn);
    iam.send(new Boundaries.PutUserPermissionsBoundary("alice", ADMINISTRATOR));
    assertThat(policy(arn).permissionsBoundaryUsageCount()).isZero();
    iam.send(new Users.DeleteUser("alice"));
    assertThat(policy(ADMINISTRATOR).permissionsBoundaryUsageCount()).isZero();
  }

  @Test
  void tagsAreReplacedIgnoringTheCaseOfTheirKeys() {
    iam.createRole("reader");
    iam.send(new TagOperations.TagRole("reader", List.of(new Tag("Team", "red"))));
    iam.send(
        new TagOperations.TagRole("reader", List.of(new Tag("team", "blue"), new Tag("x", ""))));
    assertThat(roleTags()).containsExactly(new Tag("team", "blue"), new Tag("x", ""));
    iam.send(new TagOperations.UntagRole("reader", List.of("TEAM", "absent")));
    assertThat(roleTags()).containsExactly(new Tag("x", ""));
  }

  private List<Tag> roleTags() {
    return iam.send(
            new TagOperations.ListRoleTags("reader", Optional.empty(), Optional.empty()),
            TagOperations.Page.class)
        .tags();
  }

  @Test
  void fiftyTagsAreEnough() {
    iam.createUser("alice");
    List<Tag> fifty = IntStream.range(0, 50).mapToObj(it -> new Tag("k" + it, "v")).toList();
    iam.send(new TagOperations.TagUser("alice", fifty));
    assertThatThrownBy(
            () -> iam.send(new TagOperations.TagUser("alice", List.of(new Tag("more", "v")))))
        .isInstanceOf(LimitExceeded.class);
    String arn = iam.createPolicy("p").arn();
    iam.send(new TagOperations.TagPolicy(arn, List.of(new Tag("k", "v"))));
    assertThat(policy(arn).tags()).contains(List.of(new Tag("k", "v")));
  }
}
