package dev.keyturn.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.access.Decision;
import dev.keyturn.iam.KnownPrincipals;
import dev.keyturn.lambda.BuiltIns;
import dev.keyturn.lambda.Functions;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.PageTokens;
import dev.keyturn.operation.Rights;
import dev.keyturn.operation.Service;
import dev.keyturn.server.sigv4.RawRequest;
import dev.keyturn.testkit.LentCredentials;
import dev.keyturn.testkit.MemoryLogs;
import dev.keyturn.testkit.ScriptedRuntime;
import dev.keyturn.testkit.SecretsFixture;
import dev.keyturn.testkit.ZipArchive;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Holds the table of Lambda against AWS's model, and walks through it as a client sees it.
class LambdaOnTheWireTest {
  private static final String FUNCTIONS = "/2015-03-31/functions";
  private static final JsonMapper JSON = JsonMapper.shared();

  private final ScriptedRuntime runtime = new ScriptedRuntime();
  private final Service lambda = service();
  private final GatewayKit kit = new GatewayKit(lambda);

  private Service service() {
    SecretsFixture fixture = new SecretsFixture();
    return new Functions(
        new Functions.Parts(
            fixture.store,
            fixture.master,
            new PageTokens(new byte[32]),
            new SecureRandom(),
            runtime,
            new LentCredentials(),
            new Rights(_ -> new Decision.Allowed("a test")),
            64,
            new Functions.Calling(
                BuiltIns.NONE,
                new KnownPrincipals(fixture.store),
                new MemoryLogs(),
                fixture.clock,
                Runnable::run)));
  }

  @Test
  void theTableFitsTheModel() {
    assertThat(ModelConformance.violations(lambda, ServiceModel.of("lambda"))).isEmpty();
  }

  @Test
  void everyOperationIsAuthorizedUnderItsOwnName() {
    assertThat(lambda.operations())
        .filteredOn(it -> !Set.of("Invoke", "GetLayerVersionByArn").contains(it.name()))
        .allSatisfy(it -> assertThat(it.action()).isEqualTo("lambda:" + it.name()));
    assertThat(lambda.operations().stream().map(Operation::name)).doesNotHaveDuplicates();
  }

  @Test
  void everyOperationIsFoundAtItsPath() throws Rejection {
    RestService rest = new RestService(lambda);
    for (Operation<?, ?, ?> operation : lambda.operations()) {
      ServiceModel.Http http =
          ServiceModel.of("lambda").operation(operation.name()).orElseThrow().http();
      RawRequest request =
          RawRequest.of(http.method(), http.uri().replace("{", "").replace("}", ""));
      assertThat(rest.find(GatewayKit.whole(request)).orElseThrow().operation())
          .isEqualTo(operation.name());
    }
  }

  private HttpResponse send(String method, String target, String body) {
    return kit.send(
        kit.sign(RawRequest.of(method, target).plus("host", "127.0.0.1").withContent(body)));
  }

  private HttpResponse create(String name, String runtimeAsked) {
    byte[] zip = zip();
    return send(
        "POST",
        FUNCTIONS,
        """
        {"FunctionName":"%s","Runtime":"%s","Role":"arn:aws:iam::000000000000:role/any",
         "Handler":"index.run","Code":{"ZipFile":"%s"},
         "Environment":{"Variables":{"PASSWORD":"hunter2"}}}
        """
            .formatted(name, runtimeAsked, Base64.getEncoder().encodeToString(zip)));
  }

  private static byte[] zip() {
    try (InputStream in = ZipArchive.of(Map.of("index.py", "x = 1")).open()) {
      return in.readAllBytes();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static JsonNode json(HttpResponse response) {
    return JSON.readTree(response.body());
  }

  @Test
  void aFunctionIsMadeShownCalledAndDeleted() {
    HttpResponse made = create("rotate", "python3.14");
    assertThat(made.status()).as(GatewayKit.text(made)).isEqualTo(201);
    String arn = json(made).required("FunctionArn").asString();
    assertThat(arn).isEqualTo("arn:aws:lambda:eu-west-1:000000000000:function:rotate");
    assertThat(json(made).required("Environment").required("Variables").toString())
        .isEqualTo("{\"PASSWORD\":\"hunter2\"}");
    assertThat(kit.audited.toString()).doesNotContain("hunter2", "index.py");

    HttpResponse shown = send("GET", FUNCTIONS + "/" + arn.replace(":", "%3A"), "");
    assertThat(json(shown).required("Configuration").required("State").asString())
        .isEqualTo("Active");
    assertThat(json(send("GET", FUNCTIONS + "/", "")).required("Functions").size()).isOne();

    runtime.returns("{\"done\":true}");
    HttpResponse called = send("POST", FUNCTIONS + "/rotate/invocations", "{\"a\":1}");
    assertThat(called.status()).isEqualTo(200);
    assertThat(GatewayKit.text(called)).isEqualTo("{\"done\":true}");
    assertThat(called.headers())
        .containsEntry("X-Amz-Executed-Version", "$LATEST")
        .doesNotContainKey("X-Amz-Function-Error");

    HttpResponse deleted = send("DELETE", FUNCTIONS + "/rotate", "");
    assertThat(deleted.status()).isEqualTo(204);
    assertThat(deleted.body()).isEmpty();
    HttpResponse gone = send("GET", FUNCTIONS + "/rotate", "");
    assertThat(gone.status()).isEqualTo(404);
    assertThat(gone.headers()).containsEntry("x-amzn-errortype", "ResourceNotFoundException");
    assertThat(GatewayKit.text(gone))
        .isEqualTo("{\"Type\":\"User\",\"Message\":\"Function not found: " + arn + "\"}");
  }

  @Test
  void aCallMayBeForLaterOrForNothing() {
    create("rotate", "python3.12");
    RawRequest call =
        RawRequest.of("POST", FUNCTIONS + "/rotate/invocations").plus("host", "127.0.0.1");
    HttpResponse later = kit.send(kit.sign(call.plus("x-amz-invocation-type", "Event")));
    assertThat(later.status()).isEqualTo(202);
    assertThat(later.body()).isEmpty();
    HttpResponse dry = kit.send(kit.sign(call.plus("x-amz-invocation-type", "DryRun")));
    assertThat(dry.status()).isEqualTo(204);
    HttpResponse tail = kit.send(kit.sign(call.plus("x-amz-log-type", "Tail")));
    assertThat(tail.headers()).containsKey("X-Amz-Log-Result");
  }

  @Test
  void whoCallsTooOftenIsToldWhy() {
    create("rotate", "python3.12");
    HttpResponse reserved =
        send(
            "PUT",
            "/2017-10-31/functions/rotate/concurrency",
            "{\"ReservedConcurrentExecutions\":0}");
    assertThat(reserved.status()).as(GatewayKit.text(reserved)).isEqualTo(200);
    HttpResponse refused = send("POST", FUNCTIONS + "/rotate/invocations", "{}");
    assertThat(refused.status()).isEqualTo(429);
    assertThat(GatewayKit.text(refused))
        .isEqualTo(
            "{\"Type\":\"User\",\"message\":\"Rate Exceeded.\","
                + "\"Reason\":\"ReservedFunctionConcurrentInvocationLimitExceeded\"}");
  }

  @Test
  void tagsAreNamedByTheArnInThePath() {
    create("rotate", "python3.12");
    String path =
        "/2017-03-31/tags/arn%3Aaws%3Alambda%3Aeu-west-1%3A000000000000%3Afunction%3Arotate";
    assertThat(send("POST", path, "{\"Tags\":{\"a\":\"1\",\"b c\":\"2\"}}").status())
        .isEqualTo(204);
    assertThat(send("DELETE", path + "?tagKeys=a&tagKeys=x", "").status()).isEqualTo(204);
    assertThat(GatewayKit.text(send("GET", path, ""))).isEqualTo("{\"Tags\":{\"b c\":\"2\"}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST|/2015-03-31/functions|{|400 SerializationException",
        "POST|/2015-03-31/functions|{}|400 ValidationException",
        "POST|/2015-03-31/functions|{\"Code\":{\"ZipFile\":\"?\"}}|400 SerializationException",
        "GET|/2015-03-31/functions/a%20b||400 ValidationException",
        "GET|/2015-03-31/functions/none||404 ResourceNotFoundException",
        "GET|/2015-03-31/functions?MaxItems=0||400 ValidationException",
        "GET|/2015-03-31/functions?MaxItems=x||400 SerializationException",
        "POST|/2015-03-31/functions/none/invocations|{|404 ResourceNotFoundException",
        "GET|/2018-10-31/layers/a/versions/x||400 SerializationException",
        "GET|/2015-03-31/event-source-mappings/||404 UnknownOperationException",
        "PATCH|/2015-03-31/functions||405 UnknownOperationException"
      })
  void whatIsWrongIsTheClientsFault(String method, String target, String body, String expected) {
    HttpResponse response = send(method, target, body == null ? "" : body);
    assertThat(response.status() + " " + response.headers().get("x-amzn-errortype"))
        .as(GatewayKit.text(response))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"VpcConfig\":{\"SubnetIds\":[\"s-1\"]}",
        "\"DurableConfig\":{\"ExecutionTimeout\":5}",
        "\"TenancyConfig\":{\"TenantIsolationMode\":\"PER_TENANT\"}",
        "\"PublishTo\":\"LATEST_PUBLISHED\"",
        "\"LoggingConfig\":{\"ApplicationLogLevel\":\"DEBUG\"}",
        "\"Code\":{\"SourceKMSKeyArn\":\"arn:aws:kms:eu-west-1:000000000000:key/k\"}"
      })
  void whatCannotBeHadIsRefused(String wish) {
    HttpResponse response =
        send(
            "POST",
            FUNCTIONS,
            "{\"FunctionName\":\"f\",\"Role\":\"arn:aws:iam::000000000000:role/any\","
                + (wish.contains("Code") ? "" : "\"Code\":{},")
                + wish
                + "}");
    assertThat(response.headers())
        .as(GatewayKit.text(response))
        .containsEntry("x-amzn-errortype", "InvalidParameterValueException");
    assertThat(GatewayKit.text(response)).contains("doesn't support the parameter");
  }

  @Test
  void whatIsThereIsOnTheList() {
    assertThat(lambda.operations().stream().map(Operation::name).collect(Collectors.toSet()))
        .containsAll(
            List.of(
                "CreateFunction",
                "GetFunction",
                "GetFunctionConfiguration",
                "ListFunctions",
                "UpdateFunctionCode",
                "UpdateFunctionConfiguration",
                "DeleteFunction",
                "PublishVersion",
                "ListVersionsByFunction",
                "CreateAlias",
                "GetAlias",
                "UpdateAlias",
                "DeleteAlias",
                "ListAliases",
                "AddPermission",
                "RemovePermission",
                "GetPolicy",
                "Invoke",
                "PutFunctionConcurrency",
                "GetFunctionConcurrency",
                "DeleteFunctionConcurrency",
                "TagResource",
                "UntagResource",
                "ListTags",
                "PublishLayerVersion"));
  }
}
