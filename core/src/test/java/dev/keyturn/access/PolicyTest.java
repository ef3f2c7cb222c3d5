package dev.keyturn.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.access.MalformedPolicy.Fault;
import dev.keyturn.access.Policy.Form;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {

  private static String identity(String statement) {
    return "{'Version':'2012-10-17','Statement':%s}".formatted(statement).replace('\'', '"');
  }

  private static Policy parse(String document, Form form) throws MalformedPolicy {
    return Policy.parse(document.replace('\'', '"'), form);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'Effect':'Allow','Action':'*','Resource':'*'}
          [{'Effect':'Allow','Action':['s3:Get*','iam:*'],'Resource':['*']}]
          {'Sid':'','Effect':'Deny','NotAction':'s3:*','NotResource':'arn:aws:s3:::b/*'}
          {'Effect':'Allow','Action':'s3:*','Resource':'arn:aws:s3*'}
          {'Effect':'Allow','Action':'*','Resource':'*','Condition':{}}
          {'Effect':'Allow','Action':'*','Resource':'*','Condition':{'Bool':{'aws:SecureTransport':true}}}
          {'Effect':'Allow','Action':'*','Resource':'*','Condition':{'NumericLessThan':{'a:b':[5,'6']}}}
          {'Effect':'Allow','Action':'*','Resource':'*','Condition':{'ForAllValues:StringLikeIfExists':{'aws:TagKeys':[]}}}
          """)
  void whatTheGrammarKnowsIsRead(String statement) throws MalformedPolicy {
    assertThat(Policy.parse(identity(statement), Form.IDENTITY).statements()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'Effect':'Allow','Action':'*'}                                        | must contain resources.
          {'Effect':'Allow','Resource':'*'}                                      | must contain actions.
          {'Effect':'Allow','Action':[],'Resource':'*'}                          | Action must not be empty
          {'Effect':'Allow','Action':'*','Resource':[]}                          | Resource must not be empty
          {'Action':'*','Resource':'*'}                                          | Missing required field Effect
          {'Effect':'allow','Action':'*','Resource':'*'}                         | Effect must be Allow or Deny
          {'Effect':'Allow','Action':'*','NotAction':'*','Resource':'*'}         | both Action and NotAction
          {'Effect':'Allow','Action':'*','Resource':'*','NotResource':'*'}       | both Resource and NotResource
          {'Effect':'Allow','Action':'*','Resource':'*','Principal':'*'}         | should not specify a principal
          {'Effect':'Allow','Action':'*','Resource':'*','NotPrincipal':'*'}      | should not specify a principal
          {'Effect':'Allow','Action':'*','Resource':'*','Extra':1}               | no element "Extra"
          {'Effect':'Allow','action':'*','Resource':'*'}                         | no element "action"
          {'Effect':'Allow','Action':'Get','Resource':'*'}                       | prefaced by a vendor
          {'Effect':'Allow','Action':'a:b:c','Resource':'*'}                     | only one colon
          {'Effect':'Allow','Action':'s*:Get','Resource':'*'}                    | Vendor s* is not valid
          {'Effect':'Allow','Action':5,'Resource':'*'}                           | Action must be a text
          {'Effect':'Allow','Action':'*','Resource':'bucket'}                    | must be in ARN format
          {'Effect':'Allow','Action':'*','Resource':'arn:aws:s3'}                | must be in ARN format
          {'Effect':'Allow','Action':'*','Resource':'*','Sid':'a b'}             | must be alpha-numeric
          {'Effect':'Allow','Action':'*','Resource':'*','Condition':'x'}         | must be a JSON object
          {'Effect':'Allow','Action':'*','Resource':'*','Condition':{'StringIs':{'a:b':'c'}}} | no condition operator "StringIs"
          {'Effect':'Allow','Action':'*','Resource':'*','Condition':{'NullIfExists':{'a:b':'true'}}} | no condition operator
          {'Effect':'Allow','Action':'*','Resource':'*','Condition':{'ForSome:StringEquals':{'a:b':'c'}}} | no condition operator
          {'Effect':'Allow','Action':'*','Resource':'*','Condition':{'StringEquals':{'b':'c'}}} | prefaced by a vendor
          {'Effect':'Allow','Action':'*','Resource':'*','Condition':{'StringEquals':{'a:b':{}}}} | must be a text
          {'Effect':'Allow','Action':'*','Resource':'*','Condition':{'StringEquals':{'a:b':null}}} | value is missing
          {'Effect':'Allow','Action':'*','Resource':'*','Condition':{'NumericEquals':{'a:b':'x'}}} | no value for NumericEquals
          {'Effect':'Allow','Action':'*','Resource':'*','Condition':{'DateEquals':{'a:b':'soon'}}} | no value for DateEquals
          {'Effect':'Allow','Action':'*','Resource':'*','Condition':{'IpAddress':{'a:b':'10.0.0.0/33'}}} | no value for IpAddress
          {'Effect':'Allow','Action':'*','Resource':'*','Condition':{'BinaryEquals':{'a:b':'%'}}} | no value for BinaryEquals
          {'Effect':'Allow','Action':'*','Resource':'*','Condition':{'Null':{'a:b':'yes'}}} | no value for Null
          {'Effect':'Allow','Action':'*','Resource':'*','Condition':{'ArnLike':{'a:b':'arn:x'}}} | no value for ArnLike
          []                                                                     | Statement must not be empty
          5                                                                      | must be a JSON object
          """)
  void whatTheGrammarDoesNotKnowIsRefused(String statement, String reason) {
    assertThatThrownBy(() -> Policy.parse(identity(statement), Form.IDENTITY))
        .isInstanceOf(MalformedPolicy.class)
        .hasMessageContaining(reason)
        .hasMessageContaining("(line 1, column ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                    | Statement is missing
          []                                    | must be a JSON object
          {'Version':'2012-10-17'}              | Statement is missing
          {'Version':'2020-01-01','Statement':[]} | Version must be
          {'Version':5,'Statement':[]}          | Version must be a text
          {'Statement':[],'Statement':[]}       | not valid JSON
          {'Id':{},'Statement':[]}              | Id must be a text
          {'Other':1,'Statement':[]}            | no element "Other"
          {'Statement':[]} {}                   | follows the document
          {'Statement':                         | not valid JSON
          nonsense                              | not valid JSON
          {'Statement':{'Effect':'Allow','Effect':'Deny','Action':'*','Resource':'*'}} | not valid JSON
          {'Statement':[{'Sid':'a','Effect':'Allow','Action':'*','Resource':'*'},{'Sid':'a','Effect':'Allow','Action':'*','Resource':'*'}]} | must be unique
          """)
  void documentsHaveAForm(String document, String reason) {
    assertThatThrownBy(() -> parse(document, Form.IDENTITY))
        .isInstanceOf(MalformedPolicy.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          '*'                                             | fine
          {'AWS':'*'}                                     | fine
          {'AWS':['111122223333','arn:aws:iam::111122223333:root']} | fine
          {'AWS':'arn:aws:iam::111122223333:user/a/b'}    | fine
          {'AWS':'arn:aws:sts::111122223333:assumed-role/r/s'} | fine
          {'AWS':'AIDAEXAMPLEEXAMPLE12'}                  | fine
          {'Service':'secretsmanager.amazonaws.com'}      | fine
          {'Federated':'cognito-identity.amazonaws.com'}  | fine
          {'AWS':'arn:aws:iam::111122223333:user/*'}      | PRINCIPAL
          {'AWS':'arn:aws:iam::111122223333:group/g'}     | PRINCIPAL
          {'AWS':'arn:aws:iam::1111:user/a'}              | PRINCIPAL
          {'AWS':'arn:aws:s3:::bucket'}                   | PRINCIPAL
          {'AWS':'somebody'}                              | PRINCIPAL
          {'Human':'somebody'}                            | PRINCIPAL
          {'Service':'*'}                                 | SERVICE_PRINCIPAL
          {'Service':'lambda'}                            | SERVICE_PRINCIPAL
          {}                                              | SYNTAX
          {'AWS':[]}                                      | SYNTAX
          'arn:aws:iam::111122223333:root'                | SYNTAX
          """)
  void principalsAreThoseThatThereCanBe(String principal, String outcome) throws MalformedPolicy {
    String document =
        identity(
            "{'Effect':'Allow','Principal':%s,'Action':'*','Resource':'*'}".formatted(principal));
    if (outcome.equals("fine")) {
      assertThat(Policy.parse(document, Form.RESOURCE).statements()).hasSize(1);
    } else {
      assertThatThrownBy(() -> Policy.parse(document, Form.RESOURCE))
          .asInstanceOf(InstanceOfAssertFactories.type(MalformedPolicy.class))
          .extracting(MalformedPolicy::fault)
          .isEqualTo(Fault.valueOf(outcome));
    }
  }

  @Test
  void trustPoliciesNameSomebodyAndNoResource() throws MalformedPolicy {
    String trust =
        "{'Effect':'Allow','Principal':{'AWS':'111122223333'},'Action':'sts:AssumeRole'}";
    assertThat(Policy.parse(identity(trust), Form.TRUST).accounts())
        .containsExactly("111122223333");
    assertThatThrownBy(
            () -> Policy.parse(identity(trust.replace("}", ",'Resource':'*'}")), Form.TRUST))
        .isInstanceOf(MalformedPolicy.class);
    assertThatThrownBy(() ->
            Policy.parse(identity("{'Effect':'Allow','Action':'sts:AssumeRole'}"), Form.TRUST))
        .hasMessageContaining("Missing required field Principal");
  }

  @Test
  void aFaultHasItsPlace() {
    String document =
        """
        {
          "Version": "2012-10-17",
          "Statement": [
            {"Effect": "Allow", "Action": "*", "Resource": "*"},
            {"Effect": "Allow",
             "Action": "Get", "Resource": "*"}
          ]
        }
        """;
    assertThatThrownBy(() -> Policy.parse(document, Form.IDENTITY))
        .asInstanceOf(InstanceOfAssertFactories.type(MalformedPolicy.class))
        .extracting(MalformedPolicy::at)
        .isEqualTo(new Position(6, 16));
  }

  @Test
  void statementsKnowTheirPlaces() throws MalformedPolicy {
    Policy policy =
        Policy.parse(
            "{\"Statement\":[\n {\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}\n]}",
            Form.IDENTITY);
    assertThat(policy.statements().getFirst().start()).isEqualTo(new Position(2, 2));
    assertThat(policy.statements().getFirst().end()).isEqualTo(new Position(2, 47));
    assertThat(policy.statements().getFirst().name()).isEqualTo("number 1");
  }

  @Test
  void deepAndLongDocumentsAreRefused() {
    String deep = "{\"Statement\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}";
    assertThatThrownBy(() -> Policy.parse(deep, Form.IDENTITY)).isInstanceOf(MalformedPolicy.class);
    assertThatThrownBy(() -> Policy.parse(" ".repeat(Policy.LONGEST + 1), Form.IDENTITY))
        .hasMessageContaining("longer than");
  }

  @Test
  void saysWhichKeysItAsksFor() throws MalformedPolicy {
    Policy policy =
        parse(
            "{'Version':'2012-10-17','Statement':{'Effect':'Allow','Action':'*','Resource':"
                + "'arn:aws:s3:::${aws:username}/*','Condition':{'StringEquals':{"
                + "'aws:ResourceTag/Team':'${aws:PrincipalTag/Team, none}'}}}}",
            Form.IDENTITY);
    assertThat(policy.contextKeys())
        .containsExactly("aws:principaltag/Team", "aws:resourcetag/Team", "aws:username");
  }
}
