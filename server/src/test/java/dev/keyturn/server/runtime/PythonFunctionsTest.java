package dev.keyturn.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.function.InvocationEnd;
import dev.keyturn.function.InvocationEnd.Fault;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Python functions in processes of their own.
class PythonFunctionsTest extends ChildProcessContract {
  static final String CODE =
      """
      import logging, os, sys, time
      logger = logging.getLogger()
      logger.setLevel(logging.INFO)
      calls = 0

      def handler(event, context):
          global calls
          do = event['do']
          if do == 'echo':
              return event['value']
          if do == 'fail':
              raise ValueError(event['text'])
          if do == 'print':
              print(event['text'])
          if do == 'log':
              logger.info(event['text'])
          if do == 'hang':
              time.sleep(3600)
          if do == 'exit':
              sys.exit(3)
          if do == 'count':
              calls += 1
              return calls
          if do == 'environment':
              return os.environ.get(event['name'])
          if do == 'context':
              return {'requestId': context.aws_request_id, 'arn': context.invoked_function_arn,
                      'remaining': context.get_remaining_time_in_millis()}
          if do == 'odd':
              return {1, 2}
      """;

  private static Functions functions;

  @BeforeAll
  static void begin() {
    functions = new Functions();
  }

  @AfterAll
  static void end() {
    functions.close();
    assertThat(functions.credentials.lent()).isZero();
  }

  @Override
  Functions functions() {
    return functions;
  }

  @Override
  protected Program program() {
    return Program.of("python3.9", "app.handler", Map.of("app.py", CODE));
  }

  private InvocationEnd call(String event) {
    return runtime().invoke(deployment("usual"), invocation(event));
  }

  private InvocationEnd starting(String handler, String code) {
    Program program = Program.of("python3.9", handler, Map.of("app.py", code));
    return runtime().invoke(deployment(program, handler + code.hashCode()), invocation("{}"));
  }

  /// A client of a botocore of this version, which reads no variables itself, and where it calls.
  private String endpoint(String version, String arguments) {
    Map<String, String> files =
        Map.of(
            "botocore/__init__.py",
            "__version__ = '" + version + "'",
            "botocore/session.py",
            """
            class Session:
                def create_client(self, service_name, region_name=None, api_version=None, use_ssl=True,
                                  verify=None, endpoint_url=None):
                    return endpoint_url
            """,
            "app.py",
            """
            import os
            import botocore.session
            def handler(event, context):
                client = botocore.session.Session().create_client(%s)
                return [client, client == os.environ['AWS_ENDPOINT_URL']]
            """
                .formatted(arguments));
    Program program = Program.of("python3.9", "app.handler", files);
    return runtime()
        .invoke(deployment(program, version + arguments), invocation("{}"))
        .payload()
        .revealString();
  }

  @Test
  void oldVersionsOfBotocoreCallThisServerToo() {
    assertThat(endpoint("1.29.27", "'secretsmanager', endpoint_url=None"))
        .startsWith("[\"http")
        .endsWith("true]");
    assertThat(endpoint("1.29.27", "'secretsmanager', endpoint_url='https://other'"))
        .isEqualTo("[\"https://other\", false]");
    assertThat(endpoint("1.29.27", "'s', 'eu-west-1', None, True, None, 'https://other'"))
        .isEqualTo("[\"https://other\", false]");
    assertThat(endpoint("1.31.0", "'secretsmanager'")).isEqualTo("[null, false]");
  }

  @Test
  void logLinesHaveAwsFormat() {
    InvocationEnd end = call("{'do':'log','text':'createSecret: done'}");
    assertThat(end.logTail())
        .containsPattern(
            "\\[INFO\\]\t\\d{4}-\\d\\d-\\d\\dT[0-9:]{8}\\.\\d{3}Z\t[0-9a-f-]{36}\tcreateSecret: done");
  }

  @Test
  void aStackTraceNamesTheLinesOfTheFunctionOnly() {
    InvocationEnd end = call("{'do':'fail','text':'no'}");
    assertThat(json(end).path("errorType").asString()).isEqualTo("ValueError");
    assertThat(json(end).path("stackTrace").toString())
        .contains("app.py", "raise ValueError")
        .doesNotContain("bootstrap.py");
    assertThat(logs().events())
        .anyMatch(event -> event.startsWith("[ERROR] ValueError: no\nTraceback (most recent"));
  }

  @Test
  void whatIsNoJsonIsAMarshalError() {
    InvocationEnd end = call("{'do':'odd'}");
    assertThat(json(end).path("errorType").asString()).isEqualTo("Runtime.MarshalError");
    assertThat(json(end).path("errorMessage").asString())
        .isEqualTo("Unable to marshal response: Object of type set is not JSON serializable");
  }

  @Test
  void aModuleThatIsNotThereIsAnImportError() {
    InvocationEnd end = starting("app.handler", "import psycopg3_of_nobody");
    assertThat(end.fault()).contains(Fault.UNHANDLED);
    assertThat(json(end).path("errorType").asString()).isEqualTo("Runtime.ImportModuleError");
    assertThat(json(end).path("errorMessage").asString())
        .isEqualTo("Unable to import module 'app': No module named 'psycopg3_of_nobody'");
    assertThat(end.logTail()).contains("[ERROR] Runtime.ImportModuleError");
  }

  @Test
  void aSyntaxErrorNamesTheLine() {
    InvocationEnd end = starting("app.handler", "def handler(event, context)\n  pass");
    assertThat(end.fault()).contains(Fault.UNHANDLED);
    assertThat(json(end).path("errorType").asString()).isEqualTo("Runtime.UserCodeSyntaxError");
    assertThat(json(end).path("stackTrace").get(0).asString()).contains("app.py\" Line 1");
  }

  @Test
  void aHandlerThatIsNotThereIsSaid() {
    InvocationEnd end = starting("app.missing", "x = 1");
    assertThat(end.fault()).contains(Fault.UNHANDLED);
    assertThat(json(end).path("errorType").asString()).isEqualTo("Runtime.HandlerNotFound");
    assertThat(json(end).path("errorMessage").asString())
        .isEqualTo("Handler 'missing' missing on module 'app'");
  }

  @Test
  void aHandlerWithoutAModuleIsMalformed() {
    InvocationEnd end = starting("handler", "x = 1");
    assertThat(json(end).path("errorType").asString()).isEqualTo("Runtime.MalformedHandlerName");
  }

  @Test
  void whatIsRaisedWhileItLoadsIsItsFault() {
    InvocationEnd end = starting("app.handler", "1 / 0");
    assertThat(end.fault()).contains(Fault.UNHANDLED);
    assertThat(json(end).path("errorType").asString()).isEqualTo("ZeroDivisionError");
  }
}
