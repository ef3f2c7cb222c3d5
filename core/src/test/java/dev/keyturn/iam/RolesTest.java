package dev.keyturn.iam;

import static dev.keyturn.iam.IdentitiesFixture.ANYTHING;
import static dev.keyturn.iam.IdentitiesFixture.TRUST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.operation.Refusal.DeleteConflict;
import dev.keyturn.operation.Refusal.EntityAlreadyExists;
import dev.keyturn.operation.Refusal.LimitExceeded;
import dev.keyturn.operation.Refusal.MalformedPolicyDocument;
import dev.keyturn.operation.Refusal.NoSuchEntity;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RolesTest {
  private final IdentitiesFixture iam = new IdentitiesFixture();

  private Roles.Shown role(String name) {
    return iam.send(new Roles.GetRole(name), Roles.One.class).role();
  }

  private static String decoded(Optional<String> document) {
    return URLDecoder.decode(document.orElseThrow(), StandardCharsets.UTF_8);
  }

  @Test
  void aNewRoleHasAnIdAnArnAndAnHour() {
    Roles.Shown role = iam.createRole("reader");
    assertThat(role.roleId()).matches("AROA[A-Z2-7]{17}");
    assertThat(role.arn()).isEqualTo("arn:aws:iam::111122223333:role/reader");
    assertThat(role.maxSessionDuration()).contains(3600);
    assertThat(role("READER")).isEqualTo(role);
    assertThatThrownBy(() -> iam.createRole("Reader"))
        .isInstanceOf(EntityAlreadyExists.class)
        .hasMessage("Role with name Reader already exists.");
  }

  @Test
  void documentsAreAnsweredPercentEncoded() {
    Roles.Shown role = iam.createRole("reader");
    assertThat(role.assumeRolePolicyDocument().orElseThrow()).startsWith("%7B%22Version%22%3A");
    assertThat(decoded(role.assumeRolePolicyDocument())).isEqualTo(TRUST);
  }

  @Test
  void whatIsLeftOutStaysAsItIs() {
    iam.createRole("reader");
    iam.send(new Roles.UpdateRole("reader", Optional.of("reads"), Optional.of(7200)));
    iam.send(new Roles.UpdateRole("reader", Optional.empty(), Optional.empty()));
    assertThat(role("reader").description()).contains("reads");
    assertThat(role("reader").maxSessionDuration()).contains(7200);
    Roles.Shown described =
        iam.send(new Roles.UpdateRoleDescription("reader", "looks"), Roles.Described.class).role();
    assertThat(described.description()).contains("looks");
    assertThat(described).isEqualTo(role("reader"));
  }

  @Test
  void theTrustPolicyCanBeReplacedByATrustPolicyOnly() {
    iam.createRole("reader");
    iam.createUser("alice");
    String other = TRUST.replace("root", "user/alice");
    iam.send(new Roles.UpdateAssumeRolePolicy("reader", other));
    assertThat(decoded(role("reader").assumeRolePolicyDocument())).isEqualTo(other);
    assertThatThrownBy(() -> iam.send(new Roles.UpdateAssumeRolePolicy("reader", "nonsense")))
        .isInstanceOf(MalformedPolicyDocument.class);
    assertThatThrownBy(() -> iam.createRole("another", ANYTHING))
        .isInstanceOf(MalformedPolicyDocument.class);
  }

  @Test
  void aTrustPolicyHasALimitThatWhiteSpaceDoesNotCountFor() {
    iam.createRole("spacious", TRUST + " ".repeat(5_000));
    String tooLong =
        TRUST.replace("2012-10-17\"", "2012-10-17\",\"Id\":\"" + "x".repeat(5_000) + "\"");
    assertThatThrownBy(() -> iam.createRole("long", tooLong))
        .isInstanceOf(LimitExceeded.class)
        .hasMessage("Cannot exceed quota for ACLSizePerRole: 4096");
  }

  @Test
  void aRoleWithPoliciesIsNotDeleted() {
    iam.createRole("reader");
    iam.send(new InlinePolicies.PutRolePolicy("reader", "p", ANYTHING));
    assertThatThrownBy(() -> iam.send(new Roles.DeleteRole("reader")))
        .isInstanceOf(DeleteConflict.class);
    iam.send(new InlinePolicies.DeleteRolePolicy("reader", "p"));
    iam.send(new Roles.DeleteRole("reader"));
    assertThatThrownBy(() -> role("reader"))
        .isInstanceOf(NoSuchEntity.class)
        .hasMessage("The role with name reader cannot be found.");
  }

  /// Terraform asks before it deletes a role.
  @Test
  void noRoleIsInAnInstanceProfile() {
    iam.createRole("plain");
    assertThat(profiles("plain").instanceProfiles()).isEmpty();
    assertThatThrownBy(() -> profiles("none")).isInstanceOf(NoSuchEntity.class);
  }

  private InstanceProfiles.Page profiles(String role) {
    return iam.send(
        new InstanceProfiles.ListInstanceProfilesForRole(role, Optional.empty(), Optional.empty()),
        InstanceProfiles.Page.class);
  }
}
