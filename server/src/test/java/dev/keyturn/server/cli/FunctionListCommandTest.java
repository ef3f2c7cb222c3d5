package dev.keyturn.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.server.Application;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The command against a real server with one function of a user's.
class FunctionListCommandTest {
  private static final String TRUST =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",
       "Principal":{"Service":"lambda.amazonaws.com"}}]}
      """;

  @TempDir private static Path folder;
  private static Application application;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void start() throws Exception {
    application = FreshServer.start(folder.resolve("data"));
    post(
        "iam",
        "/",
        "application/x-www-form-urlencoded",
        "Version=2010-05-08&Action=CreateRole&RoleName=rotator&AssumeRolePolicyDocument="
            + URLEncoder.encode(TRUST, UTF_8));
    post(
        "lambda",
        "/2015-03-31/functions",
        "application/json",
        """
        {"FunctionName": "rotate-billing", "Runtime": "provided.al2023", "Handler": "none",
         "Role": "arn:aws:iam::000000000000:role/rotator", "Code": {"ZipFile": "%s"},
         "Environment": {"Variables": {"TOKEN": "precious"}}}
        """
            .formatted(Base64.getEncoder().encodeToString(zip())));
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  private static byte[] zip() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("bootstrap"));
      zip.write("#!/bin/sh\n".getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  private static void post(String service, String path, String type, String body)
      throws IOException, InterruptedException {
    AccessKey key =
        AccessKey.ofProfile(folder.resolve("data/credentials"), "keyturn").orElseThrow();
    URI endpoint = application.address();
    byte[] bytes = body.getBytes(UTF_8);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint.resolve(path))
            .POST(HttpRequest.BodyPublishers.ofByteArray(bytes));
    new RequestSigner(key, "us-east-1", service)
        .sign(endpoint.getRawAuthority(), path, Map.of("content-type", type), bytes, Instant.now())
        .forEach(request::header);
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).as(response.body()).isBetween(200, 201);
    }
  }

  private int list(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "function",
                "list",
                "--endpoint",
                application.address().toString(),
                "--data",
                folder.resolve("data").toString()));
    all.addAll(Arrays.asList(more));
    return new CommandLineProgram(
            _ -> {
              throw new IllegalStateException();
            },
            Map.of())
        .to(new PrintWriter(out), new PrintWriter(err))
        .run(all.toArray(String[]::new));
  }

  private List<String> lines() {
    return out.toString().lines().toList();
  }

  @Test
  void eachFunctionHasALineThatSaysWhatItRunsOn() {
    assertThat(list()).as(err.toString()).isZero();
    assertThat(lines().getFirst()).startsWith("FUNCTION ").endsWith("RUNS ON");
    assertThat(lines())
        .anySatisfy(line ->
            assertThat(line)
                .matches(
                    "rotate-billing +provided\\.al2023 +\\d{4}-\\d\\d-\\d\\dT\\S+Z +Runs on .*"))
        .anySatisfy(line ->
            assertThat(line)
                .matches("SecretsManagerRDSPostgreSQLRotationSingleUser +- +- +Built in: .*"));
  }

  @Test
  void onesOwnAreShownAlone() {
    assertThat(list("--own")).isZero();
    assertThat(lines()).hasSize(2).last().asString().startsWith("rotate-billing ");
  }

  @Test
  void whereThereIsNoneOfOnesOwnItSaysHowToBegin() {
    assertThat(list("--own", "--region", "eu-west-1")).isZero();
    assertThat(out.toString()).contains("keyturn function new");
  }

  @Test
  void theListIsJsonWhenAskedForAndHoldsNoVariables() {
    assertThat(list("--own", "--json")).isZero();
    JsonNode function = JsonMapper.shared().readTree(out.toString()).path("Functions").path(0);
    assertThat(function.path("FunctionName").asString()).isEqualTo("rotate-billing");
    assertThat(function.path("StateReason").asString()).startsWith("Runs on");
    assertThat(out.toString()).doesNotContain("precious", "TOKEN");
  }

  @Test
  void aRefusalIsInTheServersWords() {
    assertThat(list("--profile", "none")).isEqualTo(1);
    assertThat(err.toString()).contains("There is no access key");
  }
}
