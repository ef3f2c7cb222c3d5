package dev.keyturn.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.function.InvocationEnd;
import dev.keyturn.function.InvocationEnd.Fault;
import dev.keyturn.testkit.ZipArchive;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Functions that bring their own `bootstrap`, which speaks the runtime API as it likes.
class ProvidedFunctionsTest extends ChildProcessContract {
  /// With curl, as in AWS's tutorial, and the shell's own means.
  private static final String CODE =
      """
      #!/bin/bash
      api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime"
      head=$(mktemp)
      calls=0
      post() { curl -sS -X POST "$api/invocation/$1" --data-binary "$2" -o "${3:-/dev/null}" -w '%{http_code}'; }
      field() { sed -E "s/.*\\"$1\\":\\"?([^\\"}]*).*/\\1/" <<<"$event"; }
      while true; do
        event=$(curl -sS -D "$head" "$api/invocation/next")
        id=$(tr -d '\\r' <"$head" | awk -F': ' 'tolower($1)=="lambda-runtime-aws-request-id"{print $2}')
        arn=$(tr -d '\\r' <"$head" | awk -F': ' 'tolower($1)=="lambda-runtime-invoked-function-arn"{print $2}')
        deadline=$(tr -d '\\r' <"$head" | awk -F': ' 'tolower($1)=="lambda-runtime-deadline-ms"{print $2}')
        answer=null
        case $(field do) in
          echo) answer=$(sed -E 's/.*"value":(.*)}$/\\1/' <<<"$event") ;;
          fail)
            echo "[ERROR] $(field text)"
            post "$id/error" "{\\"errorMessage\\":\\"$(field text)\\",\\"errorType\\":\\"Custom\\"}" >/dev/null
            continue ;;
          print) field text ;;
          hang) sleep 3600 ;;
          exit) exit 3 ;;
          count) calls=$((calls + 1)); answer=$calls ;;
          environment) name=$(field name); answer="\\"${!name}\\"" ;;
          context) answer="{\\"requestId\\":\\"$id\\",\\"arn\\":\\"$arn\\",\\"remaining\\":$((deadline - $(date +%s%3N)))}" ;;
          text) answer='no json' ;;
          large) head -c 7000000 /dev/zero | tr '\\0' 1 >"$head"; answer=@$head ;;
          other) answer="\\"$(post "$(field id)/response" 1)\\"" ;;
          twice)
            post "$id/response" 1 >/dev/null
            echo "second: $(post "$id/response" 2)"
            continue ;;
          start) answer="\\"$(curl -sS -o /dev/null -w '%{http_code}' "http://${AWS_LAMBDA_RUNTIME_API%%/*}/2018-06-01/runtime/invocation/next")\\"" ;;
        esac
        post "$id/response" "$answer" >/dev/null
      done
      """;

  private static Functions functions;

  @BeforeAll
  static void begin() {
    functions = new Functions();
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
    return new Program(
        "provided.al2023", Optional.empty(), ZipArchive.of(Map.of("bootstrap", CODE)));
  }

  private InvocationEnd call(String event) {
    return runtime().invoke(deployment("usual"), invocation(event));
  }

  @Test
  void anAnswerThatIsNoJsonIsAnError() {
    InvocationEnd end = call("{'do':'text'}");
    assertThat(end.fault()).contains(Fault.UNHANDLED);
    assertThat(json(end).path("errorType").asString()).isEqualTo("Runtime.InvalidResponse");
    assertThat(call("{'do':'echo','value':1}").fault()).isEmpty();
  }

  @Test
  void anAnswerThatIsTooLargeIsAnError() {
    InvocationEnd end = call("{'do':'large'}");
    assertThat(end.fault()).contains(Fault.UNHANDLED);
    assertThat(json(end).path("errorType").asString()).isEqualTo("Function.ResponseSizeTooLarge");
    assertThat(json(end).path("errorMessage").asString())
        .isEqualTo("Response payload size exceeded maximum allowed payload size (6291556 bytes).");
    assertThat(call("{'do':'echo','value':1}").fault()).isEmpty();
  }

  @Test
  void anotherRequestsIdIsRefusedAndItsOwnStillAnswered() {
    InvocationEnd end = call("{'do':'other','id':'6f0f2a1e-0000-4000-8000-000000000000'}");
    assertThat(json(end).asString()).isEqualTo("400");
  }

  @Test
  void aSecondAnswerIsRefused() {
    InvocationEnd end = call("{'do':'twice'}");
    assertThat(json(end).asInt()).isOne();
    assertThat(call("{'do':'echo','value':1}").fault()).isEmpty();
    assertThat(logs().events()).contains("second: 403");
  }

  @Test
  void withoutItsPathTheRuntimeApiAnswersNobody() {
    assertThat(json(call("{'do':'start'}")).asString()).isEqualTo("403");
  }

  @Test
  void codeWithoutABootstrapIsSaid() {
    Program program =
        new Program("provided", Optional.empty(), ZipArchive.of(Map.of("other", "x")));
    InvocationEnd end = runtime().invoke(deployment(program, "none"), invocation("{}"));
    assertThat(end.fault()).contains(Fault.UNAVAILABLE);
    assertThat(json(end).path("errorMessage").asString()).contains("bootstrap");
  }
}
