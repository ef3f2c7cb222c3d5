package dev.keyturn.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.function.InvocationEnd;
import dev.keyturn.function.InvocationEnd.Fault;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Node.js functions in processes of their own.
class NodeFunctionsTest extends ChildProcessContract {
  private static final String CODE =
      """
      let calls = 0;
      exports.handler = async (event, context) => {
        switch (event.do) {
          case 'echo': return event.value;
          case 'fail': throw new TypeError(event.text);
          case 'print': console.log(event.text); return;
          case 'hang': return new Promise((done) => setTimeout(done, 3600e3));
          case 'exit': process.exit(3);
          case 'count': return ++calls;
          case 'environment': return process.env[event.name];
          case 'context': return { requestId: context.awsRequestId, arn: context.invokedFunctionArn,
                                   remaining: context.getRemainingTimeInMillis() };
        }
      };
      exports.callback = (event, context, callback) => {
        setTimeout(() => { calls += 10; }, 5);
        callback(null, event.value);
      };
      exports.silent = () => {};
      exports.reject = (event, context, callback) => callback(new RangeError('too far'));
      exports.broken = () => new Promise(() => setTimeout(() => { throw new Error('later'); }, 1));
      """;

  private static Functions functions;

  @BeforeAll
  static void begin() {
    functions = new Functions();
    Assumptions.assumeTrue(functions.runtime.standIn("nodejs20.x").isPresent(), "no Node.js here");
  }

  @AfterAll
  static void end() {
    functions.close();
  }

  @Override
  Functions functions() {
    return functions;
  }

  @Override
  protected Program program() {
    return Program.of("nodejs18.x", "index.handler", Map.of("index.js", CODE));
  }

  private InvocationEnd call(String handler, String event) {
    Program program = Program.of("nodejs18.x", handler, Map.of("index.js", CODE));
    return runtime().invoke(deployment(program, handler), invocation(event));
  }

  private InvocationEnd starting(String handler, String file, String code) {
    Program program = Program.of("nodejs18.x", handler, Map.of(file, code));
    return runtime().invoke(deployment(program, handler + code), invocation("{'value':7}"));
  }

  @Test
  void aCallbackAnswersWhenTheEventLoopIsEmpty() {
    assertThat(json(call("index.callback", "{'value':42}")).asInt()).isEqualTo(42);
    assertThat(json(call("index.silent", "{}")).isNull()).isTrue();
    InvocationEnd end = call("index.reject", "{}");
    assertThat(end.fault()).contains(Fault.HANDLED);
    assertThat(json(end).path("errorType").asString()).isEqualTo("RangeError");
  }

  @Test
  void modulesOfBothKindsAreLoaded() {
    InvocationEnd end =
        starting("main.run", "main.mjs", "export const run = async (event) => event.value;");
    assertThat(json(end).asInt()).as(text(end)).isEqualTo(7);
  }

  @Test
  void anErrorThatNobodyCatchesEndsTheProcess() {
    InvocationEnd end = call("index.broken", "{}");
    assertThat(end.fault()).contains(Fault.HANDLED);
    assertThat(json(end).path("errorMessage").asString()).isEqualTo("later");
  }

  @Test
  void whatCannotBeLoadedHasAwsNames() {
    InvocationEnd syntax = starting("main.run", "main.js", "exports.run = (");
    assertThat(syntax.fault()).contains(Fault.UNHANDLED);
    assertThat(json(syntax).path("errorType").asString()).isEqualTo("Runtime.UserCodeSyntaxError");
    InvocationEnd missing = starting("main.run", "main.js", "exports.other = 1");
    assertThat(json(missing).path("errorType").asString()).isEqualTo("Runtime.HandlerNotFound");
    assertThat(json(missing).path("errorMessage").asString())
        .isEqualTo("main.run is undefined or not exported");
    InvocationEnd absent = starting("main.run", "main.js", "require('pg-of-nobody')");
    assertThat(json(absent).path("errorType").asString()).isEqualTo("Runtime.ImportModuleError");
    assertThat(json(absent).path("errorMessage").asString())
        .contains("Cannot find module 'pg-of-nobody'");
  }
}
