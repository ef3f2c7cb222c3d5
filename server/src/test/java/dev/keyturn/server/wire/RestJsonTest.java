package dev.keyturn.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.server.sigv4.RawRequest;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RestJsonTest {
  private static final String THINGS = "/2020-01-01/things";

  private final GatewayKit kit = new GatewayKit(new TestingRest());

  private HttpResponse send(String method, String target, String body) {
    return kit.send(kit.sign(request(method, target, body)));
  }

  private static RawRequest request(String method, String target, String body) {
    return RawRequest.of(method, target).plus("host", "127.0.0.1:7117").withContent(body);
  }

  private static String error(HttpResponse response) {
    return response.status()
        + " "
        + response.headers().get("x-amzn-errortype")
        + " "
        + GatewayKit.text(response);
  }

  @Test
  void theTableFitsTheModel() {
    assertThat(ModelConformance.violations(new TestingRest(), ServiceModel.of("testingrest")))
        .isEmpty();
  }

  @Test
  void gathersMembersFromEveryPlaceAndLaysThemOutAgain() {
    RawRequest request =
        request(
                "PUT",
                THINGS + "/abc/parts/7?keys=a&keys=b%26c&mode=fast&on=true&other=x",
                "{\"Text\":\"hé\",\"Data\":\"AAEC\",\"Weight\":0.25,\"Name\":\"ignored\"}")
            .plus("x-amz-trace", "t1")
            .plus("x-amz-note-one", "1");
    HttpResponse response = kit.send(kit.sign(request));

    assertThat(response.status()).isEqualTo(201);
    assertThat(GatewayKit.text(response))
        .isEqualTo(
            "{\"Name\":\"abc\",\"Part\":7,\"Mode\":\"fast\",\"On\":true,\"Keys\":[\"a\",\"b&c\"],"
                + "\"Text\":\"hé\",\"Data\":\"AAEC\",\"Weight\":0.25}");
    assertThat(response.headers())
        .containsEntry("X-Amz-Trace", "t1")
        .containsEntry("X-Amz-Note-one", "1")
        .containsEntry("content-type", "application/json")
        .containsKey("x-amzn-requestid");
  }

  @Test
  void whatIsAbsentStaysAbsent() {
    HttpResponse response = send("PUT", THINGS + "/abc/parts/7", "");
    assertThat(GatewayKit.text(response)).isEqualTo("{\"Name\":\"abc\",\"Part\":7}");
    assertThat(response.headers()).doesNotContainKey("X-Amz-Trace");
  }

  @ParameterizedTest
  @CsvSource({
    "arn%3Aaws%3Alambda%3Af,arn:aws:lambda:f",
    "arn:aws:lambda:f,arn:aws:lambda:f",
    "a%2Fb,a/b",
    "a%20b,a b",
    "a+b,a+b"
  })
  void placesOfThePathAreDecodedOnce(String raw, String name) {
    assertThat(GatewayKit.text(send("PUT", THINGS + "/" + raw + "/parts/1", "")))
        .contains("\"Name\":\"" + name + "\"");
  }

  @Test
  void answersWithoutABodyWhereTheModelHasNone() {
    HttpResponse response = send("DELETE", THINGS + "/abc/parts/7", "");
    assertThat(response.status()).isEqualTo(204);
    assertThat(response.body()).isEmpty();
    assertThat(response.headers()).doesNotContainKey("content-type");
  }

  @Test
  void aSlashAtTheEndMeansNothing() {
    assertThat(GatewayKit.text(send("GET", THINGS, ""))).contains("at most all");
    assertThat(GatewayKit.text(send("GET", THINGS + "/?MaxItems=5", ""))).contains("at most 5");
    assertThat(send("DELETE", THINGS + "/abc/parts/7/", "").status()).isEqualTo(204);
  }

  @Test
  void whatAsksMoreOfTheQueryGoesFirst() {
    assertThat(GatewayKit.text(send("GET", THINGS + "?Arn=x&find=Thing", "")))
        .isEqualTo("{\"Things\":[\"x\"]}");
    assertThat(GatewayKit.text(send("GET", THINGS + "?Arn=x&find=Other", "")))
        .contains("at most all");
  }

  @Test
  void aPayloadGoesInAndOutAsItIs() {
    HttpResponse response = send("POST", THINGS + "/abc/invocations", "not { JSON é");
    assertThat(response.status()).isEqualTo(200);
    assertThat(GatewayKit.text(response)).isEqualTo("not { JSON é");
    assertThat(response.headers()).containsEntry("X-Amz-Function-Error", "Unhandled");
    assertThat(kit.audited.toString()).doesNotContain("JSON");
  }

  @Test
  void aResultMayChooseItsStatus() {
    RawRequest event =
        request("POST", THINGS + "/abc/invocations", "{}").plus("x-amz-invocation-type", "Event");
    HttpResponse response = kit.send(kit.sign(event));
    assertThat(response.status()).isEqualTo(202);
    assertThat(response.body()).isEmpty();
  }

  @Test
  void aPayloadMayBeAStructure() {
    HttpResponse response = send("POST", THINGS + "/abc/description", "{\"Title\":\"T\"}");
    assertThat(response.status()).isEqualTo(202);
    assertThat(GatewayKit.text(response)).isEqualTo("{\"Title\":\"T\"}");
    assertThat(send("POST", THINGS + "/abc/description", "").body()).isEmpty();
  }

  @Test
  void anArchiveIsReadFromALargeBody() {
    byte[] archive = new byte[3_000_000];
    new Random(7117).nextBytes(archive);
    String base64 = Base64.getEncoder().encodeToString(archive);
    HttpResponse response = send("PUT", THINGS + "/abc/parts/1", "{\"Data\":\"" + base64 + "\"}");
    assertThat(GatewayKit.text(response)).contains("\"Data\":\"" + base64 + "\"");
    assertThat(error(send("PUT", THINGS + "/abc/parts/1", "{\"Data\":\"" + base64 + "!\"}")))
        .isEqualTo("400 SerializationException {\"message\":\"A Blob must be valid base64.\"}");
    assertThat(
            error(send("PUT", THINGS + "/abc/parts/1", "{\"Text\":\"" + base64 + base64 + "\"}")))
        .startsWith("400 SerializationException");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "missing|404 ResourceNotFoundException {\"Type\":\"User\",\"Message\":\"Function not found: arn:x\"}",
        "exists|409 ResourceExistsException {\"Type\":\"User\",\"message\":\"It exists.\"}",
        "denied|403 AccessDeniedException {\"Message\":\"User: x is not authorized\"}",
        "busy|429 TooManyRequestsException {\"Type\":\"User\",\"message\":\"Rate exceeded\"}",
        "wrong|400 InvalidParameterValueException {\"message\":\"That cannot be.\"}",
        "other|500 ServiceException {\"Type\":\"Service\",\"Message\":\"An error occurred on the server side. Try again later.\"}"
      })
  void errorsStandAsTheirModelHasThem(String how, String expected) {
    assertThat(error(send("POST", "/2020-01-01/failures", "{\"How\":\"" + how + "\"}")))
        .isEqualTo(expected);
  }

  @Test
  void faultsOfTheModelAreToldTogether() {
    assertThat(error(send("PUT", THINGS + "/ABC/parts/1?mode=medium", "{\"Weight\":2}")))
        .startsWith("400 ValidationException {\"message\":\"3 validation errors detected: ")
        .contains("Value 'ABC' at 'name' failed to satisfy constraint")
        .contains("Value 'medium' at 'mode' failed to satisfy constraint: Member must satisfy enum")
        .contains("Value '2.0' at 'weight' failed to satisfy constraint: Member must have value");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "nonsense",
        "{\"Text\":7}",
        "{\"Weight\":\"x\"}",
        "{\"Weight\":1e999}",
        "{\"Data\":\"%\"}",
        "{\"Text\":\"a\",\"Text\":\"b\"}",
        "{\"Text\":\"\\ud800\"}",
        "{} {}"
      })
  void aBodyThatCannotBeReadIsTheClientsFault(String body) {
    assertThat(error(send("PUT", THINGS + "/abc/parts/1", body)))
        .startsWith("400 SerializationException {\"message\":");
  }

  @Test
  void aBodyThatIsTooDeepIsTheClientsFault() {
    assertThat(error(send("PUT", THINGS + "/abc/parts/1", "{\"x\":" + "[".repeat(5_000))))
        .startsWith("400 SerializationException");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/abc/parts/x",
        "/abc/parts/1?on=maybe",
        "/abc/parts/1?mode=fast&mode=fast",
        "/a%zz/parts/1",
        "/a%4/parts/1",
        "/a%FF/parts/1",
        "/a%00/parts/1",
        "/abc/parts/1?mode=%C0%80",
        "/abc/parts/99999999999999999999"
      })
  void anAddressThatCannotBeReadIsTheClientsFault(String rest) {
    RawRequest request = request("PUT", THINGS + rest, "");
    // Signed or not: what is refused here must never be an internal failure.
    HttpResponse response = kit.send(kit.sign(request));
    assertThat(response.status()).as(error(response)).isIn(400, 403);
  }

  @Test
  void aHeaderIsGivenOnce() {
    RawRequest twice =
        request("PUT", THINGS + "/abc/parts/1", "")
            .plus("x-amz-trace", "a")
            .plus("x-amz-trace", "b");
    assertThat(error(kit.send(kit.sign(twice))))
        .isEqualTo(
            "400 SerializationException {\"message\":\"A header is given more than once.\"}");
  }

  @Test
  void refusesWhatItWouldHaveToIgnore() {
    assertThat(error(send("PUT", THINGS + "/abc/parts/1", "{\"Force\":true}")))
        .startsWith("400 InvalidParameterValueException")
        .contains("doesn't support the parameter Force");
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/2020-01-01/nothing,404",
    "GET,/2020-01-02/things,404",
    "GET,/2020-01-01/things/abc,404",
    "GET,/2020-01-01/things//abc,404",
    "PUT,/2020-01-01/things//parts/1,404",
    "PUT,/2020-01-01/things/./parts/1,404",
    "PUT,/2020-01-01/things/../parts/1,404",
    "PUT,/2020-01-01/things/abc/parts/1/..,404",
    "GET,//2020-01-01/things,404",
    "POST,/2020-01-01/things,405",
    "GET,/2020-01-01/things/abc/parts/1,405"
  })
  void knowsOnlyItsPathsAndMethods(String method, String path, int status) {
    assertThat(error(send(method, path, ""))).isEqualTo(status + " UnknownOperationException {}");
  }

  @Test
  void strangersAreForbidden() {
    assertThat(error(kit.send(request("GET", THINGS, ""))))
        .isEqualTo(
            "403 MissingAuthenticationTokenException"
                + " {\"message\":\"Missing Authentication Token\"}");
    RawRequest signed = kit.sign(request("GET", THINGS, ""));
    assertThat(error(kit.send(signed.withTarget(THINGS, "MaxItems=1"))))
        .startsWith("403 InvalidSignatureException {\"message\":\"The request signature we");
    assertThat(error(kit.send(signed.with("authorization", "AWS4-HMAC-SHA256 x"))))
        .startsWith("403 IncompleteSignatureException");
  }

  @Test
  void onlyWhatTakesArchivesOrEventsMayBeLarge() {
    Routes routes = Routes.to(java.util.List.of(new TestingRest()));
    assertThat(routes.larger("POST", THINGS + "/abc/invocations"))
        .contains(new BodyLimit(6_291_456, "InvokeFunction"));
    assertThat(routes.larger("PUT", THINGS + "/abc/invocations")).isEqualTo(Optional.empty());
    assertThat(routes.larger("PUT", THINGS + "/abc/parts/1")).isEmpty();
    assertThat(routes.larger("POST", "/")).isEmpty();
    assertThat(Routes.to(java.util.List.of(new Testing())).larger("POST", "/x")).isEmpty();
  }

  @Test
  void nothingThatComesIsAnInternalFailure() {
    Random random = new Random(7120);
    String path = THINGS + "/abc/parts/1";
    for (int i = 0; i < 3_000; i++) {
      String broken = mutate(path + "?keys=%2F&on=true", random);
      String body = mutate("{\"Text\":\"a\",\"Data\":\"AAEC\",\"Weight\":0.5}", random);
      assertThat(send("PUT", broken, "").status()).as(broken).isLessThan(500);
      assertThat(send("PUT", path, body).status()).as(body).isLessThan(500);
    }
  }

  private static String mutate(String text, Random random) {
    StringBuilder mutated = new StringBuilder(text);
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = 1 + random.nextInt(mutated.length() - 1);
      char piece = "%/.?&={}[]\",:\u0000\\ é".charAt(random.nextInt(17));
      if (random.nextBoolean()) {
        mutated.setCharAt(at, piece);
      } else {
        mutated.insert(at, piece);
      }
    }
    return mutated.toString();
  }
}
