package dev.keyturn.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.server.sigv4.RawRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

class QueryProtocolTest {
  private static final String ECHO = "Action=Echo&Version=2026-11-21&Name=db";

  private final GatewayKit kit = new GatewayKit(Testing.ofQuery());

  @Test
  void answersWithTheMembersOfTheModel() {
    HttpResponse response =
        kit.query(
            ECHO
                + "&ARN=arn%3Ax&Password=s3c%22ret%3C&Data=AAEC&SecretData=%2Fw%3D%3D&Count=7&Size=30"
                + "&On=false&At=2018-04-11T20%3A05%3A45.713Z&Tags.member.1.Key=a"
                + "&Tags.member.1.Value=b+c&Tags.member.2.Key=c&Labels.member.1=x"
                + "&Scores.entry.1.key=p&Scores.entry.1.value=-1");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.headers()).containsEntry("content-type", "text/xml");
    assertThat(GatewayKit.text(response))
        .isEqualTo(
            "<EchoResponse xmlns=\"https://testing.example/doc/2026-11-21/\"><EchoResult>"
                + "<Name>db</Name><ARN>arn:x</ARN><Password>s3c\"ret&lt;</Password>"
                + "<Data>AAEC</Data><SecretData>/w==</SecretData><Count>7</Count><Size>30</Size>"
                + "<On>false</On><At>2018-04-11T20:05:45Z</At><Tags><member><Key>a</Key>"
                + "<Value>b c</Value></member><member><Key>c</Key></member></Tags>"
                + "<Labels><member>x</member></Labels><Scores><entry><key>p</key>"
                + "<value>-1</value></entry></Scores></EchoResult><ResponseMetadata><RequestId>"
                + response.headers().get("x-amzn-requestid")
                + "</RequestId></ResponseMetadata></EchoResponse>");
  }

  @Test
  void leavesOutWhatIsAbsent() {
    assertThat(GatewayKit.text(kit.query(ECHO)))
        .contains("<EchoResult><Name>db</Name><Tags></Tags><Scores></Scores></EchoResult>");
  }

  @Test
  void answersWithoutAResultWhereTheModelHasNoOutput() {
    HttpResponse response = kit.query("Action=Nothing&Version=2026-11-21");

    assertThat(response.status()).isEqualTo(200);
    assertThat(GatewayKit.text(response))
        .startsWith(
            "<NothingResponse xmlns=\"https://testing.example/doc/2026-11-21/\">"
                + "<ResponseMetadata>");
  }

  @Test
  void takesAnOperationInTheQueryString() {
    RawRequest get =
        RawRequest.of("GET", "/?Action=Echo&Name=db&Version=2026-11-21").plus("host", "h");

    assertThat(Xml.texts(kit.send(kit.sign(get)), "Name")).containsExactly("db");
  }

  @Test
  void writesWhateverTextXmlCanHold() {
    String text = "a&b<c>d]]>\"'\u00e9\ud83d\udd11\r\n\t\u0001\ufffe";
    HttpResponse response =
        kit.query(ECHO + "&ARN=" + URLEncoder.encode(text, StandardCharsets.UTF_8));

    assertThat(Xml.texts(response, "ARN"))
        .containsExactly("a&b<c>d]]>\"'\u00e9\ud83d\udd11\r\n\t\ufffd\ufffd");
  }

  @ParameterizedTest
  @CsvSource({
    "refuse,404,NoSuchThing,Sender,Can't find it.",
    "break,500,InternalFailure,Receiver,An error occurred on the server side. Try again later.",
    "store,503,ServiceUnavailable,Receiver,The service is temporarily unavailable. Try again."
  })
  void writesErrorsUnderTheCodesOfTheModel(
      String how, int status, String code, String type, String text) {
    HttpResponse response = kit.query("Action=Fail&Version=2026-11-21&How=" + how);

    assertThat(response.status()).isEqualTo(status);
    assertThat(GatewayKit.text(response))
        .isEqualTo(
            "<ErrorResponse xmlns=\"https://testing.example/doc/2026-11-21/\"><Error><Type>%s</Type><Code>%s</Code><Message>%s</Message></Error><RequestId>%s</RequestId></ErrorResponse>"
                .formatted(type, code, text, response.headers().get("x-amzn-requestid")));
    assertThat(kit.answers.getFirst().error()).contains(code);
    assertThat(kit.answers.getFirst().status()).isEqualTo(status);
  }

  @Test
  void validatesInAwsWords() {
    HttpResponse response = kit.query("Action=Echo&Version=2026-11-21&Count=11");

    assertThat(response.status()).isEqualTo(400);
    assertThat(Xml.texts(response, "Code")).containsExactly("ValidationError");
    assertThat(Xml.texts(response, "Message"))
        .containsExactly(
            "2 validation errors detected: Value null at 'name' failed to satisfy constraint:"
                + " Member must not be null; Value '11' at 'count' failed to satisfy constraint:"
                + " Member must have value less than or equal to 10");
  }

  @ParameterizedTest
  @CsvSource({
    "Action=Dance&Version=2026-11-21,InvalidAction,Could not find operation Dance for version"
        + " 2026-11-21",
    "Action=Echo&Version=2010-05-08,InvalidAction,Could not find operation Echo for version"
        + " 2010-05-08",
    "Action=Echo,InvalidAction,The action or operation requested is invalid.",
    "Action=%3Cb%3E&Version=2026-11-21,InvalidAction,The action or operation requested is invalid.",
    "Version=2026-11-21,MissingAction,The request is missing an action or a required parameter.",
    "'',MissingAction,The request is missing an action or a required parameter."
  })
  void knowsOnlyItsOperations(String form, String code, String text) {
    HttpResponse response = kit.query(form);

    assertThat(response.status()).isEqualTo(400);
    assertThat(Xml.texts(response, "Code")).containsExactly(code);
    assertThat(Xml.texts(response, "Message")).containsExactly(text);
  }

  @Test
  void refusesWhoDidNotSign() {
    HttpResponse response = kit.send(GatewayKit.form(ECHO));

    assertThat(response.status()).isEqualTo(403);
    assertThat(Xml.texts(response, "Code")).containsExactly("MissingAuthenticationToken");
  }

  @Test
  void refusesWhoSignedForAnotherService() {
    RawRequest signed = kit.sign(GatewayKit.form(ECHO));
    HttpResponse response =
        kit.send(
            signed.with(
                "authorization",
                signed.header("authorization").replace("/testingquery/", "/secretsmanager/")));

    assertThat(response.status()).isEqualTo(403);
    assertThat(Xml.texts(response, "Code")).containsExactly("SignatureDoesNotMatch");
    assertThat(Xml.texts(response, "Message"))
        .containsExactly("Credential should be scoped to correct service: 'testingquery'.");
  }

  @Test
  void refusesAFormThatWasChangedAfterItWasSigned() {
    HttpResponse response =
        kit.send(kit.sign(GatewayKit.form(ECHO)).withContent(ECHO.replace("=db", "=dc")));

    assertThat(response.status()).isEqualTo(403);
    assertThat(Xml.texts(response, "Code")).containsExactly("SignatureDoesNotMatch");
  }

  @Test
  void refusesAFormOnAPathOfItsOwn() {
    HttpResponse response = kit.send(kit.sign(GatewayKit.form(ECHO).withTarget("/testing", "")));

    assertThat(response.status()).isEqualTo(400);
    assertThat(Xml.texts(response, "Code")).containsExactly("InvalidAction");
  }

  @Test
  void refusesATargetOfJsonWithAForm() {
    HttpResponse response =
        kit.send(kit.sign(GatewayKit.form(ECHO).plus("x-amz-target", "testing.Echo")));

    assertThat(GatewayKit.text(response)).isEqualTo("{\"__type\":\"UnknownOperationException\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "&Count=x",
        "&Count=",
        "&Count=1.5",
        "&Count=2147483648",
        "&Size=9223372036854775808",
        "&On=yes",
        "&At=yesterday",
        "&At=1523477145",
        "&Data=%21",
        "&Name=twice",
        "&Name.member.1=x",
        "&Tags=x",
        "&Tags.member.0.Key=a",
        "&Tags.member.01.Key=a",
        "&Tags.member.-1.Key=a",
        "&Tags.member.9999999999.Key=a",
        "&Tags.member.a.Key=a",
        "&Tags.member..Key=a",
        "&Tags.member.1=x",
        "&Scores.entry.1.key=a&Scores.entry.1.value=1&Scores.entry.2.key=a&Scores.entry.2.value=2",
        "&ARN=%",
        "&ARN=%4",
        "&ARN=%zz",
        "&ARN=%ff",
        "&ARN=%00",
        "&a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q=1"
      })
  void refusesWhatDoesNotFitTheModel(String more) {
    HttpResponse response = kit.query(ECHO + more);

    assertThat(response.status()).isEqualTo(400);
    assertThat(Xml.texts(response, "Code")).containsExactly("MalformedInput");
  }

  @Test
  void takesTheElementsOfAListInTheOrderOfTheirNumbers() {
    HttpResponse response =
        kit.query(ECHO + "&Labels.member.999999999=z&Labels.member.10=y&Labels.member.9=x");

    assertThat(Xml.texts(response, "member")).containsExactly("x", "y", "z");
  }

  @Test
  void takesAnEmptyValueForAnEmptyList() {
    assertThat(kit.query(ECHO + "&Tags=").status()).isEqualTo(200);
    assertThat(Xml.texts(kit.query(ECHO + "&Labels="), "Message").getFirst())
        .contains("'labels' failed to satisfy constraint: Member must have length greater than");
  }

  @Test
  void ignoresParametersThatTheModelDoesNotKnow() {
    assertThat(kit.query(ECHO + "&Colour=red&&Names.member.1=x&Nam=e").status()).isEqualTo(200);
  }

  @Test
  void takesABoundedNumberOfParameters() {
    StringBuilder form = new StringBuilder(ECHO);
    for (int i = 0; i < 4_997; i++) {
      form.append("&p").append(i);
    }
    assertThat(kit.query(form.toString()).status()).isEqualTo(200);
    assertThat(Xml.texts(kit.query(form + "&one=more"), "Message"))
        .containsExactly("A request has at most 5000 parameters.");
  }

  @Test
  void neverAuditsASecretNorQuotesIt() {
    HttpResponse response = kit.query(ECHO + "&Password=hunter2&Password.x=hunter2");
    kit.query(ECHO + "&Password=hunter2");

    assertThat(GatewayKit.text(response)).doesNotContain("hunter2");
    assertThat(kit.audited).hasSize(1);
    assertThat(kit.audited.getFirst().parameters())
        .isEqualTo(Map.of("name", "db", "tags", java.util.List.of(), "scores", "{}"));
  }

  @Test
  void answersEveryForm() {
    String pieces = "&=.%+0123456789memberKeyentry\u00e9\u0000;/?:@,";
    Random random = new Random(7120);
    String whole =
        ECHO + "&Tags.member.1.Key=a&Labels.member.1=x&Scores.entry.1.key=p&Scores.entry.1.value=1";
    for (int i = 0; i < 3_000; i++) {
      StringBuilder form = new StringBuilder(whole);
      for (int change = random.nextInt(4); change >= 0; change--) {
        int at = random.nextInt(form.length());
        switch (random.nextInt(3)) {
          case 0 -> form.deleteCharAt(at);
          case 1 -> form.insert(at, pieces.charAt(random.nextInt(pieces.length())));
          default -> form.insert(at, form.substring(at / 2, at));
        }
      }
      HttpResponse response = kit.query(form.toString());
      assertThat(response.status()).as(form.toString()).isLessThan(500);
      Document document = Xml.parse(response);
      assertThat(document.getDocumentElement().getLocalName()).endsWith("Response");
    }
  }
}
