package dev.keyturn.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.keyturn.server.sigv4.RawRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class GatewayTest {
  private final GatewayKit kit = new GatewayKit();
  private final Logger logger = (Logger) LoggerFactory.getLogger(Gateway.class);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

  @BeforeEach
  void listen() {
    logged.start();
    logger.addAppender(logged);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(logged);
  }

  @Test
  void anOutageDoesNotFillTheLog() {
    for (int i = 0; i < 30; i++) {
      kit.call("Fail", "{\"How\":\"store\"}");
    }
    assertThat(logged.list).hasSize(10).noneMatch(it -> it.getFormattedMessage().contains("\n"));
  }

  @Test
  void answersWithTheMembersOfTheModel() {
    HttpResponse response =
        kit.call(
            "Echo",
            """
            {"Name":"db","ARN":"arn:x","Password":"s3c\\"ret","Data":"AAEC","SecretData":"/w==",
             "Count":7,"Size":30,"On":false,"At":1523477145.7139,"Tags":[{"Key":"a","Value":"b"},
             {"Key":"c"}],"Labels":["x"],"Scores":{"p":-1}}
            """);

    assertThat(response.status()).isEqualTo(200);
    assertThat(GatewayKit.text(response))
        .isEqualTo(
            "{\"Name\":\"db\",\"ARN\":\"arn:x\",\"Password\":\"s3c\\\"ret\",\"Data\":\"AAEC\","
                + "\"SecretData\":\"/w==\",\"Count\":7,\"Size\":30,\"On\":false,"
                + "\"At\":1523477145.713,\"Tags\":[{\"Key\":\"a\",\"Value\":\"b\"},{\"Key\":\"c\"}],"
                + "\"Labels\":[\"x\"],\"Scores\":{\"p\":-1}}");
  }

  @Test
  void leavesOutWhatIsAbsent() {
    assertThat(GatewayKit.text(kit.call("Echo", "{\"Name\":\"db\",\"Count\":null}")))
        .isEqualTo("{\"Name\":\"db\",\"Tags\":[],\"Scores\":{}}");
  }

  @Test
  void keepsANumberThatDoesNotFitAsFarAwayAsItCan() {
    assertThat(GatewayKit.text(kit.call("Echo", "{\"Name\":\"a\",\"Size\":9223372036854775807}")))
        .contains("\"Size\":2147483647");
  }

  @Test
  void answersWithoutABodyWhereTheModelHasNoOutput() {
    HttpResponse response = kit.call("Nothing", "{}");

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
  }

  @Test
  void takesAnEmptyBodyForAnEmptyObject() {
    assertThat(kit.call("Nothing", "").status()).isEqualTo(200);
  }

  @Test
  void givesEachAnswerAnIdOfItsOwn() {
    String first = kit.call("Nothing", "").headers().getOrDefault("x-amzn-requestid", "");
    String second = kit.call("Fail", "").headers().getOrDefault("x-amzn-requestid", "");

    assertThat(UUID.fromString(first).version()).isEqualTo(4);
    assertThat(UUID.fromString(first).variant()).isEqualTo(2);
    assertThat(second).isNotEqualTo(first);
  }

  @Test
  void writesARefusalAsAwsDoes() {
    HttpResponse response = kit.call("Fail", "{\"How\":\"refuse\"}");

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.headers())
        .containsEntry("content-type", "application/x-amz-json-1.1")
        .containsEntry("x-amzn-errortype", "ResourceNotFoundException");
    assertThat(GatewayKit.text(response))
        .isEqualTo(
            "{\"__type\":\"ResourceNotFoundException\",\"Message\":\"Can't find it.\","
                + "\"message\":\"Can't find it.\"}");
  }

  @Test
  void writesAFaultOfTheModelAsAwsDoes() {
    JsonNode error = JsonMapper.shared().readTree(kit.call("Echo", "{}").body());

    assertThat(error.path("__type").asString()).isEqualTo("ValidationException");
    assertThat(error.path("message").asString())
        .isEqualTo(
            "1 validation error detected: Value null at 'name' failed to satisfy constraint:"
                + " Member must not be null");
  }

  @ParameterizedTest
  @CsvSource({
    "break,500,InternalServiceError",
    "store,503,ServiceUnavailableException",
    "audit,503,ServiceUnavailableException"
  })
  void tellsNothingOfWhatBroke(String how, int status, String code) {
    HttpResponse response = kit.call("Fail", "{\"How\":\"" + how + "\"}");

    assertThat(response.status()).isEqualTo(status);
    assertThat(response.headers()).containsEntry("x-amzn-errortype", code);
    assertThat(GatewayKit.text(response)).doesNotContain("jdbc", "hunter2", "Exception:");
    assertThat(logged.list)
        .singleElement()
        .extracting(ILoggingEvent::getFormattedMessage)
        .asString()
        .contains(response.headers().get("x-amzn-requestid"), "dev.keyturn.server.wire.Testing")
        .doesNotContain("hunter2");
  }

  @ParameterizedTest
  @CsvSource({
    "POST,/,testing.Dance,400",
    "POST,/,secretsmanager.GetSecretValue,400",
    "POST,/,Echo,400",
    "POST,/,'',400",
    "GET,/,testing.Echo,400",
    "PUT,/,testing.Echo,400",
    "POST,/testing,testing.Echo,404",
    "POST,//,testing.Echo,404"
  })
  void knowsOnlyItsOperations(String method, String path, String target, int status) {
    HttpResponse response =
        kit.send(
            kit.sign(
                GatewayKit.request(target, "{\"Name\":\"a\"}")
                    .withMethod(method)
                    .withTarget(path, "")));

    assertThat(response.status()).isEqualTo(status);
    assertThat(GatewayKit.text(response)).isEqualTo("{\"__type\":\"UnknownOperationException\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/x-amz-json-1.1",
        "application/x-amz-json-1.1; charset=utf-8",
        "Application/X-AMZ-JSON-1.1"
      })
  void takesItsContentType(String type) {
    assertThat(kit.send(kit.sign(nothing().with("content-type", type))).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "application/x-amz-json-1.0", "text/plain", ""})
  void refusesOtherContentTypes(String type) {
    HttpResponse response = kit.send(kit.sign(nothing().with("content-type", type)));

    assertThat(response.status()).isEqualTo(415);
    assertThat(GatewayKit.text(response)).contains("UnsupportedMediaTypeException");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"Filters\":[\"a\"]", "\"Force\":true", "\"Filters\":[\"a\"],\"Force\":true"})
  void refusesWhatItWouldHaveToIgnore(String wish) {
    assertThat(GatewayKit.text(kit.call("Echo", "{\"Name\":\"a\"," + wish + "}")))
        .contains("InvalidParameterException", "This version of Keyturn doesn't support");
  }

  @Test
  void takesAWishForNothing() {
    assertThat(kit.call("Echo", "{\"Name\":\"a\",\"Force\":false}").status()).isEqualTo(200);
  }

  @Test
  void refusesCallersThatNobodyKnows() {
    HttpResponse response = kit.send(nothing());

    assertThat(response.status()).isEqualTo(400);
    assertThat(GatewayKit.text(response))
        .isEqualTo(
            "{\"__type\":\"MissingAuthenticationTokenException\","
                + "\"Message\":\"Missing Authentication Token\","
                + "\"message\":\"Missing Authentication Token\"}");
  }

  @Test
  void checksTheSignatureBeforeTheBody() {
    assertThat(GatewayKit.text(kit.send(nothing().withContent("nonsense"))))
        .contains("MissingAuthenticationTokenException");
  }

  @Test
  void logsFailedAuthenticationsAtABoundedRate() {
    for (int i = 0; i < 100; i++) {
      kit.send(nothing());
    }
    assertThat(logged.list).hasSize(10);
    kit.clock.advance(java.time.Duration.ofMinutes(1));
    kit.send(nothing());
    assertThat(logged.list).hasSize(11);
  }

  @Test
  void tellsTheObserverOfEveryAnswer() {
    kit.call("Nothing", "");
    kit.call("Fail", "{\"How\":\"refuse\"}");
    kit.send(GatewayKit.request("testing.Dance", ""));

    assertThat(kit.answers)
        .extracting(
            RequestObserver.Answered::service,
            RequestObserver.Answered::operation,
            RequestObserver.Answered::status,
            RequestObserver.Answered::error)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("testing", "Nothing", 200, Optional.empty()),
            org.assertj.core.groups.Tuple.tuple(
                "testing", "Fail", 400, Optional.of("ResourceNotFoundException")),
            org.assertj.core.groups.Tuple.tuple(
                "unknown", "unknown", 400, Optional.of("UnknownOperationException")));
  }

  @Test
  void neverAuditsASecret() {
    kit.call("Echo", "{\"Name\":\"a\",\"Password\":\"hunter2\"}");

    assertThat(kit.audited).hasSize(1);
    assertThat(kit.audited.getFirst().parameters())
        .isEqualTo(Map.of("name", "a", "tags", List.of(), "scores", "{}"));
  }

  private static RawRequest nothing() {
    return GatewayKit.request("testing.Nothing", "");
  }
}
