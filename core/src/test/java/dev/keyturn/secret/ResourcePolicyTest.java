package dev.keyturn.secret;

import static dev.keyturn.secret.Actors.document;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.audit.AuditEvent;
import dev.keyturn.identity.Caller;
import dev.keyturn.operation.Refusal.AccessDenied;
import dev.keyturn.operation.Refusal.InvalidRequest;
import dev.keyturn.operation.Refusal.MalformedPolicyDocument;
import dev.keyturn.operation.Refusal.PublicPolicy;
import dev.keyturn.operation.Refusal.ResourceNotFound;
import dev.keyturn.secret.ValidateResourcePolicy.ValidationError;
import dev.keyturn.testkit.SecretsFixture;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourcePolicyTest {
  private static final String EVERYTHING = "{'Effect':'Allow','Action':'*','Resource':'*'}";

  private final Actors actors = new Actors();
  private final SecretsFixture fixture = new SecretsFixture(actors, actors);
  private final String arn = fixture.create("app", "s3cret").arn();
  private final Caller ann = actors.user("ann", "");
  private final Caller eve = actors.user(Actors.OTHER, "eve", EVERYTHING, Map.of());

  private void put(Caller by, String statement) {
    PutResourcePolicy.Output _ =
        fixture.send(
            by,
            new PutResourcePolicy.Input(arn, document(statement), Optional.empty()),
            PutResourcePolicy.Output.class);
  }

  private void put(String statement) {
    put(SecretsFixture.ADMINISTRATOR, statement);
  }

  private Optional<String> policy() {
    return fixture
        .send(new GetResourcePolicy.Input("app"), GetResourcePolicy.Output.class)
        .resourcePolicy();
  }

  private String read(Caller by) {
    return fixture
        .send(
            by,
            new GetSecretValue.Input(arn, Optional.empty(), Optional.empty()),
            GetSecretValue.Output.class)
        .secretString()
        .orElseThrow()
        .revealString();
  }

  private DescribeSecret.Output describe(Caller by, String id) {
    return fixture.send(by, new DescribeSecret.Input(id), DescribeSecret.Output.class);
  }

  private static String allow(Caller whom, String action) {
    return "{'Effect':'Allow','Principal':{'AWS':'%s'},'Action':'secretsmanager:%s','Resource':'*'}"
        .formatted(whom.principal().arn(), action);
  }

  @Test
  void isKeptAsItWasGivenUntilItIsTakenOff() {
    assertThat(policy()).isEmpty();
    put(allow(ann, "GetSecretValue"));
    assertThat(policy()).contains(document(allow(ann, "GetSecretValue")));
    put(allow(ann, "*"));
    assertThat(policy()).contains(document(allow(ann, "*")));
    for (int twice = 0; twice < 2; twice++) {
      var deleted =
          fixture.send(new DeleteResourcePolicy.Input("app"), DeleteResourcePolicy.Output.class);
      assertThat(deleted.arn()).isEqualTo(arn);
    }
    assertThat(policy()).isEmpty();
  }

  @Test
  void survivesChangesOfTheSecret() {
    put(allow(ann, "GetSecretValue"));
    fixture.put("app", "next", SecretsFixture.token());
    var _ =
        fixture.send(
            new TagResource.Input("app", List.of(new Tag("a", "b"))), TagResource.Output.class);
    assertThat(read(ann)).isEqualTo("next");
  }

  @Test
  void allowsWhomItNamesAtOnceAndNoLonger() {
    assertThatThrownBy(() -> read(ann)).isInstanceOf(AccessDenied.class);
    put(allow(ann, "GetSecretValue"));
    assertThat(read(ann)).isEqualTo("s3cret");
    put(allow(ann, "DescribeSecret"));
    assertThatThrownBy(() -> read(ann))
        .hasMessage(
            "User: arn:aws:iam::111122223333:user/ann is not authorized to perform:"
                + " secretsmanager:GetSecretValue on resource: "
                + arn
                + " because no identity-based policy allows the secretsmanager:GetSecretValue"
                + " action");
  }

  @Test
  void deniesInAwsWordsAndExplainsInTheAuditRecordOnly() {
    Caller bob = actors.user("bob", EVERYTHING);
    put(
        "{'Sid':'No bob','Effect':'Deny','Principal':{'AWS':'%s'},'Action':'*','Resource':'*'}"
            .formatted(bob.principal().arn()));
    assertThatThrownBy(() -> read(bob))
        .isInstanceOf(AccessDenied.class)
        .hasMessageEndingWith("with an explicit deny in a resource-based policy");
    AuditEvent last = fixture.audit.events().getLast();
    assertThat(last.additional())
        .isEqualTo(Map.of("accessDecision", "statement No bob of the resource's policy denies it"));
  }

  @Test
  void opensASecretToAnotherAccountByItsFullArn() {
    assertThatThrownBy(() -> describe(eve, arn))
        .hasMessageContaining("because no resource-based policy allows");
    put(allow(eve, "*"));
    assertThat(describe(eve, arn).name()).isEqualTo("app");
    String partial = arn.substring(0, arn.length() - 7);
    assertThatThrownBy(() -> describe(eve, partial)).isInstanceOf(AccessDenied.class);
    assertThatThrownBy(() -> describe(eve, "app")).isInstanceOf(ResourceNotFound.class);
  }

  @Test
  void aSecretOfAnotherAccountThatIsNotThereIsDeniedAsIfItWere() {
    String missing = arn.substring(0, arn.length() - 6) + "abcdef";
    String there = message(() -> describe(eve, arn));
    String notThere = message(() -> describe(eve, missing));
    assertThat(notThere).isEqualTo(there.replace(arn, missing));
  }

  private static String message(Runnable refused) {
    try {
      refused.run();
    } catch (AccessDenied denied) {
      return denied.text();
    }
    throw new AssertionError("not denied");
  }

  @Test
  void theDefaultKeyDoesNotServeOtherAccounts() {
    put(allow(eve, "*"));
    assertThatThrownBy(() -> read(eve))
        .isInstanceOf(InvalidRequest.class)
        .hasMessage(
            "You can't access a secret from a different AWS account if you encrypt the secret with"
                + " the default KMS service key.");
  }

  @Test
  void meansWhomItNamedAndNotWhoComesLater() {
    put(allow(ann, "GetSecretValue"));
    actors.delete(ann);
    Caller later = actors.user("ann", "");
    assertThatThrownBy(() -> read(later)).isInstanceOf(AccessDenied.class);
    assertThat(policy().orElseThrow())
        .contains("\"" + ann.principal().id() + "\"")
        .doesNotContain("user/ann");
    put(allow(later, "GetSecretValue"));
    assertThat(read(later)).isEqualTo("s3cret");
    assertThat(policy().orElseThrow()).contains("user/ann");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'Effect':'Allow','Principal':'*','Resource':'*'}                                    | This resource policy contains a syntax error. Policy statement must contain actions. (line 1, column 37)
          {'Effect':'Allow','Action':'*','Resource':'*'}                                       | This resource policy contains a syntax error. Missing required field Principal (line 1, column 37)
          {'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::111122223333:user/nobody'},'Action':'*','Resource':'*'} | This resource policy contains an unsupported principal. It names somebody who does not exist.
          {'Effect':'Allow','Principal':{'AWS':'nobody'},'Action':'*','Resource':'*'}          | This resource policy contains an unsupported principal. Invalid principal in policy: "AWS":"nobody" (line 1, column 74)
          {'Effect':'Allow','Principal':{'Service':'nobody'},'Action':'*','Resource':'*'}      | This resource policy contains an invalid service principal. Invalid principal in policy: "SERVICE":"nobody" (line 1, column 78)
          """)
  void whatIsNoPolicyIsRefusedWithItsPlace(String statement, String text) {
    assertThatThrownBy(() -> put(statement))
        .isInstanceOf(MalformedPolicyDocument.class)
        .hasMessage(text);
    assertThat(policy()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          'Principal':'*'                                                                         | true
          'Principal':{'AWS':'*'}                                                                 | true
          'NotPrincipal':{'AWS':'111122223333'}                                                   | true
          'Principal':{'AWS':'444455556666'}                                                      | false
          'Principal':{'Service':'lambda.amazonaws.com'}                                          | false
          'Principal':'*','Condition':{'StringEquals':{'aws:SourceAccount':'111122223333'}}       | false
          'Principal':'*','Condition':{'StringLike':{'aws:SourceAccount':'1*'}}                   | true
          'Principal':'*','Condition':{'StringEqualsIfExists':{'aws:SourceAccount':'111122223333'}} | true
          'Principal':'*','Condition':{'StringNotEquals':{'aws:SourceAccount':'111122223333'}}    | true
          'Principal':'*','Condition':{'ArnLike':{'aws:PrincipalArn':'arn:aws:iam::111122223333:role/*'}} | false
          'Principal':'*','Condition':{'ArnLike':{'aws:PrincipalArn':'arn:aws:iam::*:role/x'}}    | true
          'Principal':'*','Condition':{'StringEquals':{'aws:PrincipalAccount':'${aws:PrincipalAccount}'}} | true
          'Principal':'*','Condition':{'IpAddress':{'aws:SourceIp':'10.0.0.0/8'}}                 | false
          'Principal':'*','Condition':{'IpAddress':{'aws:SourceIp':'0.0.0.0/0'}}                  | true
          'Principal':'*','Condition':{'IpAddress':{'aws:SourceIp':['0.0.0.0/1','128.0.0.0/1']}}  | true
          'Principal':'*','Condition':{'StringEquals':{'aws:username':'app'}}                     | true
          'Principal':'*','Condition':{'Bool':{'aws:SecureTransport':'true'}}                     | true
          'Principal':'*','Condition':{'StringEquals':{'aws:SourceVpce':['vpce-1','vpce-2']}}     | false
          """)
  void aPolicyForEverybodyIsRefusedWhereThatIsAskedFor(String whom, boolean broad) {
    String policy = document("{'Effect':'Allow','Action':'*','Resource':'*',%s}".formatted(whom));
    var blocking = new PutResourcePolicy.Input("app", policy, Optional.of(true));
    var validation = validate(policy);
    if (broad) {
      assertThatThrownBy(() -> fixture.send(blocking, PutResourcePolicy.Output.class))
          .isInstanceOf(PublicPolicy.class);
      assertThat(validation.validationErrors().orElseThrow())
          .extracting(ValidationError::checkName)
          .contains("PUBLIC_ACCESS");
    } else {
      var _ = fixture.send(blocking, PutResourcePolicy.Output.class);
      assertThat(validation.policyValidationPassed()).isTrue();
    }
    var open = new PutResourcePolicy.Input("app", policy, Optional.empty());
    assertThat(fixture.send(open, PutResourcePolicy.Output.class).name()).isEqualTo("app");
  }

  private ValidateResourcePolicy.Output validate(String policy) {
    return fixture.send(
        new ValidateResourcePolicy.Input(Optional.of("app"), policy),
        ValidateResourcePolicy.Output.class);
  }

  private static final String LOCKED =
      "{'Effect':'Deny','Principal':'*','Action':'secretsmanager:Put*','Resource':'*'}";

  @Test
  void nobodyLocksHimselfOut() {
    Caller bob = actors.user("bob", EVERYTHING);
    for (Caller caller : List.of(bob, SecretsFixture.ADMINISTRATOR)) {
      assertThatThrownBy(() -> put(caller, LOCKED))
          .isInstanceOf(MalformedPolicyDocument.class)
          .hasMessage(
              "Your requested changes will not allow you to manage this secret in the future.");
    }
    put(
        bob,
        LOCKED.replace("'*','Action'", "{'AWS':'%s'},'Action'".formatted(ann.principal().arn())));
  }

  @Test
  void whoMayAttachOnlyWhatIsNotPublicIsNotLockedOutByThat() {
    Caller bob =
        actors.user(
            "bob",
            "{'Effect':'Allow','Action':'*','Resource':'*','Condition':"
                + "{'Bool':{'secretsmanager:BlockPublicPolicy':'true'}}}");
    var careful = new PutResourcePolicy.Input(arn, document(allow(ann, "*")), Optional.of(true));
    assertThat(fixture.send(bob, careful, PutResourcePolicy.Output.class).arn()).isEqualTo(arn);
    assertThatThrownBy(() -> put(bob, allow(ann, "*"))).isInstanceOf(AccessDenied.class);
  }

  @Test
  void whoeverLocksOutTheAdministratorIsUndoneByHim() {
    Caller bob = actors.user("bob", EVERYTHING);
    put(
        bob,
        "{'Effect':'Deny','NotPrincipal':{'AWS':'%s'},'Action':'*','Resource':'*'}"
            .formatted(bob.principal().arn()));
    assertThatThrownBy(() -> read(SecretsFixture.ADMINISTRATOR)).isInstanceOf(AccessDenied.class);
    var _ = fixture.send(new DeleteResourcePolicy.Input("app"), DeleteResourcePolicy.Output.class);
    assertThat(read(SecretsFixture.ADMINISTRATOR)).isEqualTo("s3cret");
  }

  @Test
  void validationTellsWhatWouldBeRefusedAndAttachesNothing() {
    assertThat(validate(document(allow(ann, "*"))))
        .isEqualTo(new ValidateResourcePolicy.Output(true, Optional.empty()));
    assertThat(validate("{}").validationErrors().orElseThrow())
        .extracting(ValidationError::checkName)
        .containsExactly("SYNTAX");
    assertThat(validate(document(LOCKED)).validationErrors().orElseThrow())
        .extracting(ValidationError::checkName)
        .containsExactly("LOCKOUT");
    assertThat(policy()).isEmpty();
  }

  @Test
  void validationNeedsTheRightToAttach() {
    Caller bob =
        actors.user(
            "bob",
            "{'Effect':'Allow','Action':'secretsmanager:ValidateResourcePolicy','Resource':'*'}");
    var input = new ValidateResourcePolicy.Input(Optional.empty(), "{}");
    assertThatThrownBy(() -> fixture.send(bob, input, ValidateResourcePolicy.Output.class))
        .hasMessageContaining("not authorized to perform: secretsmanager:PutResourcePolicy");
  }

  @Test
  void aSecretThatIsToBeDeletedKeepsItsPolicy() {
    var _ =
        fixture.send(
            new DeleteSecret.Input("app", Optional.empty(), Optional.empty()),
            DeleteSecret.Output.class);
    assertThatThrownBy(() -> put(allow(ann, "*"))).hasMessageContaining("marked for deletion");
    assertThatThrownBy(this::policy).hasMessageContaining("marked for deletion");
  }
}
