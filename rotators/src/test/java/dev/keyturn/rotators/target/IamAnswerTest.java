package dev.keyturn.rotators.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class IamAnswerTest {

  private static IamAnswer of(String xml) throws IOException {
    return IamAnswer.of(xml.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void textsAndMembersAreFoundByTheirNames() throws IOException {
    IamAnswer answer =
        of(
            """
            <ListAccessKeysResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
              <ListAccessKeysResult>
                <AccessKeyMetadata>
                  <member><AccessKeyId>one</AccessKeyId><Status>Active</Status></member>
                  <member><Status>Inactive</Status><AccessKeyId>two</AccessKeyId></member>
                </AccessKeyMetadata>
                <IsTruncated>false</IsTruncated>
              </ListAccessKeysResult>
            </ListAccessKeysResponse>\
            """);
    assertThat(answer.members())
        .extracting(it -> it.get("AccessKeyId"))
        .containsExactly("one", "two");
    assertThat(answer.members())
        .extracting(it -> it.get("Status"))
        .containsExactly("Active", "Inactive");
    assertThat(answer.require("IsTruncated")).isEqualTo("false");
    assertThat(answer.text("AccessKeyId")).isEmpty();
    assertThatThrownBy(() -> answer.require("Arn")).isInstanceOf(IOException.class);
  }

  @Test
  void secretsAreNotPrinted() throws IOException {
    IamAnswer answer = of("<a><SecretAccessKey>hush</SecretAccessKey></a>");
    assertThat(answer.require("SecretAccessKey")).isEqualTo("hush");
    assertThat(answer.toString()).doesNotContain("hush");
  }

  @Test
  void whatIsNoXmlIsNotRepeated() {
    assertThatThrownBy(() -> of("<a>hush"))
        .isInstanceOf(IOException.class)
        .hasMessageNotContaining("hush");
    assertThatThrownBy(() -> of("")).isInstanceOf(IOException.class);
  }

  @Test
  void nothingIsFetchedAndNothingGrows() {
    for (String hostile :
        new String[] {
          "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><a>&x;</a>",
          "<!DOCTYPE a [<!ENTITY x \"xxxxxxxxxx\"><!ENTITY y \"&x;&x;&x;\">]><a>&y;</a>",
          "<!DOCTYPE a SYSTEM \"http://127.0.0.1:1/a.dtd\"><a>&x;</a>"
        }) {
      assertThatThrownBy(() -> of(hostile)).as(hostile).isInstanceOf(IOException.class);
    }
  }
}
