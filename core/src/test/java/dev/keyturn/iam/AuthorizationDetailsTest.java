package dev.keyturn.iam;

import static dev.keyturn.iam.IdentitiesFixture.ANYTHING;
import static dev.keyturn.iam.IdentitiesFixture.TRUST;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.iam.AuthorizationDetails.GetAccountAuthorizationDetails;
import dev.keyturn.iam.AuthorizationDetails.GroupDetail;
import dev.keyturn.iam.AuthorizationDetails.Inline;
import dev.keyturn.iam.AuthorizationDetails.Page;
import dev.keyturn.iam.AuthorizationDetails.PolicyDetail;
import dev.keyturn.iam.AuthorizationDetails.RoleDetail;
import dev.keyturn.iam.AuthorizationDetails.UserDetail;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Everything that an account gives, on one page or on many.
class AuthorizationDetailsTest {
  private static final String READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess";

  private final IdentitiesFixture iam = new IdentitiesFixture();

  private Page details(List<String> filter, Optional<Integer> most, Optional<String> marker) {
    return iam.send(
        new GetAccountAuthorizationDetails(
            Optional.of(filter).filter(it -> !it.isEmpty()), most, marker),
        Page.class);
  }

  private Page all(String... filter) {
    return details(List.of(filter), Optional.empty(), Optional.empty());
  }

  /// One of each, with what it can have.
  private String fill() {
    String policy = iam.createPolicy("own").arn();
    iam.createUser("Ann");
    iam.createUser("bob");
    iam.send(new Groups.CreateGroup(Optional.of("/teams/"), "team"), Groups.Made.class);
    iam.send(new Groups.AddUserToGroup("team", "Ann"));
    iam.send(
        new Roles.CreateRole(
            Optional.empty(),
            "deployer",
            TRUST,
            Optional.empty(),
            Optional.empty(),
            Optional.of(policy),
            Optional.of(List.of(new Tag("team", "blue")))),
        Roles.Made.class);
    iam.send(new InlinePolicies.PutUserPolicy("Ann", "inline", ANYTHING));
    iam.send(new Attachments.AttachGroupPolicy("team", READ_ONLY));
    iam.send(new Attachments.AttachRolePolicy("deployer", policy));
    return policy;
  }

  @Test
  void showsWhoHasWhat() {
    String policy = fill();

    Page page = all();

    assertThat(page.userDetailList())
        .extracting(UserDetail::userName)
        .containsExactly("Ann", "bob");
    UserDetail ann = page.userDetailList().getFirst();
    assertThat(ann.groupList()).containsExactly("team");
    assertThat(ann.userPolicyList()).extracting(Inline::policyName).containsExactly("inline");
    assertThat(URLDecoder.decode(ann.userPolicyList().getFirst().policyDocument(), UTF_8))
        .isEqualTo(ANYTHING);
    assertThat(page.groupDetailList()).extracting(GroupDetail::path).containsExactly("/teams/");
    assertThat(page.groupDetailList().getFirst().attachedManagedPolicies())
        .containsExactly(new Attachments.Attached("ReadOnlyAccess", READ_ONLY));
    RoleDetail role = page.roleDetailList().getFirst();
    assertThat(URLDecoder.decode(role.assumeRolePolicyDocument(), UTF_8)).isEqualTo(TRUST);
    assertThat(role.permissionsBoundary())
        .hasValueSatisfying(it -> assertThat(it.permissionsBoundaryArn()).isEqualTo(policy));
    assertThat(role.tags()).hasValue(List.of(new Tag("team", "blue")));
    assertThat(page.policies()).extracting(PolicyDetail::arn).containsExactly(policy, READ_ONLY);
    PolicyDetail own = page.policies().getFirst();
    assertThat(own.attachmentCount()).isEqualTo(1);
    assertThat(own.permissionsBoundaryUsageCount()).isEqualTo(1);
    assertThat(own.policyVersionList())
        .singleElement()
        .satisfies(it -> assertThat(it.document()).isPresent());
    assertThat(page.isTruncated()).isFalse();
  }

  @Test
  void showsOnlyWhatIsAskedFor() {
    fill();

    assertThat(all("User").userDetailList()).hasSize(2);
    assertThat(all("User").roleDetailList()).isEmpty();
    assertThat(all("User").policies()).isEmpty();
    assertThat(all("Role", "Group").roleDetailList()).hasSize(1);
    assertThat(all("Role", "Group").groupDetailList()).hasSize(1);
    assertThat(all("LocalManagedPolicy").policies())
        .extracting(PolicyDetail::policyName)
        .containsExactly("own");
    assertThat(all("AWSManagedPolicy").policies())
        .extracting(PolicyDetail::policyName)
        .containsExactly("ReadOnlyAccess");
  }

  @Test
  void pagesThroughAllSorts() {
    fill();
    List<String> seen = new ArrayList<>();
    Optional<String> marker = Optional.empty();
    do {
      Page page = details(List.of(), Optional.of(1), marker);
      page.userDetailList().forEach(it -> seen.add(it.userName()));
      page.groupDetailList().forEach(it -> seen.add(it.groupName()));
      page.roleDetailList().forEach(it -> seen.add(it.roleName()));
      page.policies().forEach(it -> seen.add(it.policyName()));
      assertThat(page.isTruncated()).isEqualTo(page.marker().isPresent());
      marker = page.marker();
    } while (marker.isPresent());

    assertThat(seen).containsExactly("Ann", "bob", "team", "deployer", "own", "ReadOnlyAccess");
  }

  @Test
  void anEmptyAccountHasNothing() {
    Page page = all();

    assertThat(page.userDetailList()).isEmpty();
    assertThat(page.policies()).isEmpty();
    assertThat(page.isTruncated()).isFalse();
  }
}
