package dev.keyturn.server.door;

import dev.keyturn.operation.Service;
import dev.keyturn.server.Application;
import dev.keyturn.server.Config;
import dev.keyturn.server.Surroundings;
import dev.keyturn.server.cli.AccessKey;
import dev.keyturn.server.config.SettingsReader;
import dev.keyturn.server.sigv4.RawRequest;
import dev.keyturn.server.sigv4.TestSigner;
import dev.keyturn.store.Store;
import dev.keyturn.testkit.ManualClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A whole server with a clock to set by hand, and all that a client can send it.
final class House implements AutoCloseable {
  static final String REGION = "eu-west-1";
  static final String FIRST_ACCOUNT = "000000000000";

  private static final String BEGIN = "2026-11-21T10:00:00Z";
  private static final JsonMapper JSON = new JsonMapper();

  final ManualClock clock = ManualClock.at(BEGIN);
  final Held administrator;

  private final Application application;
  private final HttpClient http = HttpClient.newHttpClient();

  House(Path data) {
    this(data, Surroundings.real(ManualClock.at(BEGIN)).store());
  }

  House(Path data, Function<Config, Store> store) {
    Surroundings real = Surroundings.real(clock);
    application =
        Application.start(
            Config.of(
                new SettingsReader()
                    .option("--data", List.of(data.toString()))
                    .option("--listen", List.of("127.0.0.1:0"))
                    .read()),
            new Surroundings(clock, store, real.functions()));
    AccessKey key = AccessKey.ofProfile(data.resolve("credentials"), "keyturn").orElseThrow();
    administrator = new Held(key.id(), key.secret().revealString(), Optional.empty());
  }

  /// An access key that somebody holds.
  record Held(String id, String secret, Optional<String> token) {
    TestSigner signer(String region, String service) {
      return new TestSigner(id, secret, region, service);
    }

    Held with(Optional<String> other) {
      return new Held(id, secret, other);
    }
  }

  /// An answer of any protocol.
  ///
  /// @param type what the header says of an error; empty in the Query protocol
  record Answer(int status, String type, String body) {
    boolean isDone() {
      return status / 100 == 2;
    }

    String code() {
      return isDone() ? "none" : body.startsWith("<") ? text("Code") : type;
    }

    JsonNode json() {
      if (!isDone()) {
        throw new AssertionError(body);
      }
      return JSON.readTree(body.isEmpty() ? "{}" : body);
    }

    /// The first element of a name.
    String text(String element) {
      try {
        var found =
            DocumentBuilderFactory.newDefaultNSInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)))
                .getElementsByTagNameNS("*", element);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent();
      } catch (Exception malformed) {
        throw new AssertionError("Not XML: " + body, malformed);
      }
    }
  }

  /// A call of the JSON protocol, not signed yet.
  RawRequest json(String target, Map<String, ?> input) {
    return RawRequest.of("POST", "/")
        .plus("host", address().getAuthority())
        .plus("content-type", "application/x-amz-json-1.1")
        .plus("x-amz-target", target)
        .withContent(JSON.writeValueAsString(input));
  }

  /// A call of the Query protocol, not signed yet.
  RawRequest query(String version, String action, Map<String, String> input) {
    return RawRequest.of("POST", "/")
        .plus("host", address().getAuthority())
        .plus("content-type", "application/x-www-form-urlencoded")
        .withContent("Action=" + action + "&Version=" + version + "&" + form(input));
  }

  /// A call of the REST protocol, not signed yet: each member in the place that the model gives it.
  RawRequest rest(RestCall call) {
    RawRequest request =
        RawRequest.of(call.method(), call.target())
            .plus("host", address().getAuthority())
            .withContent(call.body().isEmpty() ? "" : JSON.writeValueAsString(call.body()));
    for (Map.Entry<String, String> header : call.headers().entrySet()) {
      request = request.plus(header.getKey(), header.getValue());
    }
    return request;
  }

  private static String form(Map<String, String> input) {
    return input.entrySet().stream()
        .map(each ->
            each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  Answer call(Held key, String target, Map<String, ?> input) {
    String service = target.substring(0, target.indexOf('.'));
    return send(sign(json(target, input), key, REGION, service));
  }

  Answer logs(Held key, String operation, Map<String, ?> input) {
    return send(sign(json("Logs_20140328." + operation, input), key, REGION, "logs"));
  }

  Answer lambda(Held key, String operation, Map<String, ?> input) {
    return send(sign(rest(RestCall.of("lambda", operation, input)), key, REGION, "lambda"));
  }

  Answer iam(Held key, String action, Map<String, String> input) {
    return send(sign(query("2010-05-08", action, input), key, "us-east-1", "iam"));
  }

  Answer sts(Held key, String action, Map<String, String> input) {
    return send(sign(query("2011-06-15", action, input), key, REGION, "sts"));
  }

  RawRequest sign(RawRequest request, Held key, String region, String service) {
    RawRequest whole =
        key.token().map(token -> request.with("x-amz-security-token", token)).orElse(request);
    return key.signer(region, service).sign(whole, clock.instant());
  }

  /// Sends exactly this, but that the host is always the server's own.
  Answer send(RawRequest request) {
    HttpRequest.Builder http = HttpRequest.newBuilder(target(request));
    http.method(
        request.method(),
        request.content().isEmpty()
            ? BodyPublishers.noBody()
            : BodyPublishers.ofString(request.content()));
    request.headers().entrySet().stream()
        .filter(header -> !header.getKey().equals("host"))
        .forEach(header -> header.getValue().forEach(value -> http.header(header.getKey(), value)));
    try {
      var answer = this.http.send(http.build(), BodyHandlers.ofString());
      return new Answer(
          answer.statusCode(),
          answer.headers().firstValue("x-amzn-errortype").orElse("none"),
          answer.body());
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(failed);
    }
  }

  private URI target(RawRequest request) {
    return URI.create(
        address() + request.path() + (request.query().isEmpty() ? "" : "?" + request.query()));
  }

  private URI address() {
    return application.address();
  }

  /// The tables of operations.
  List<Service> services() {
    return application.services();
  }

  /// The administrator of a new account.
  Held newAccount(String number) {
    JsonNode made =
        call(administrator, "keyturn.CreateAccount", Map.of("AccountId", number)).json();
    return new Held(
        made.required("AccessKeyId").asString(),
        made.required("SecretAccessKey").asString(),
        Optional.empty());
  }

  /// A new user of an account who may do whatever a user can be allowed.
  Held newUser(Held administrator, String name) {
    require(iam(administrator, "CreateUser", Map.of("UserName", name)));
    require(
        iam(
            administrator,
            "PutUserPolicy",
            Map.of("UserName", name, "PolicyName", "all", "PolicyDocument", ALL)));
    Answer key = require(iam(administrator, "CreateAccessKey", Map.of("UserName", name)));
    return held(key);
  }

  static final String ALL =
      """
      {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}\
      """;

  /// A new session of a user.
  Held newSession(Held user, int seconds) {
    Answer given =
        require(sts(user, "GetSessionToken", Map.of("DurationSeconds", Integer.toString(seconds))));
    return held(given);
  }

  /// A session of a role that may do everything and that its own account may take on.
  Held newRoleSession(Held user, Held administrator, String account, String role) {
    require(
        iam(
            administrator,
            "CreateRole",
            Map.of("RoleName", role, "AssumeRolePolicyDocument", trust(account))));
    require(
        iam(
            administrator,
            "PutRolePolicy",
            Map.of("RoleName", role, "PolicyName", "all", "PolicyDocument", ALL)));
    Answer given =
        require(
            sts(
                user,
                "AssumeRole",
                Map.of(
                    "RoleArn",
                    "arn:aws:iam::" + account + ":role/" + role,
                    "RoleSessionName",
                    "one")));
    return held(given);
  }

  /// A trust policy for all of an account.
  static String trust(String account) {
    return """
    {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"%s"},\
    "Action":"sts:AssumeRole"}}\
    """
        .formatted(account);
  }

  /// The access key in an answer.
  static Held held(Answer given) {
    return new Held(
        given.text("AccessKeyId"),
        given.text("SecretAccessKey"),
        Optional.of(given.text("SessionToken")).filter(token -> !token.isEmpty()));
  }

  static Answer require(Answer answer) {
    if (!answer.isDone()) {
      throw new AssertionError(answer.body());
    }
    return answer;
  }

  @Override
  public void close() {
    http.shutdownNow();
    application.close();
  }
}
