package dev.keyturn.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.function.InvocationEnd;
import dev.keyturn.function.InvocationEnd.Fault;
import dev.keyturn.testkit.ZipArchive;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Java functions, run by AWS's own runtime interface client.
class JavaFunctionsTest extends ChildProcessContract {
  private static final String CODE =
      """
      package example;
      import com.amazonaws.services.lambda.runtime.Context;
      import com.amazonaws.services.lambda.runtime.RequestHandler;
      import java.util.Map;

      public class Handler implements RequestHandler<Map<String, Object>, Object> {
        private static int calls;

        public Object handleRequest(Map<String, Object> event, Context context) {
          switch ((String) event.get("do")) {
            case "echo": return event.get("value");
            case "fail": throw new IllegalStateException((String) event.get("text"));
            case "print": System.out.println(event.get("text")); return null;
            case "hang":
              try {
                Thread.sleep(3_600_000);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return null;
            case "exit": System.exit(3); return null;
            case "count": return ++calls;
            case "environment": return System.getenv((String) event.get("name"));
            default:
              return Map.of(
                  "requestId", context.getAwsRequestId(), "arn", context.getInvokedFunctionArn(),
                  "remaining", context.getRemainingTimeInMillis());
          }
        }
      }
      """;

  @TempDir static Path folder;
  private static Functions functions;
  private static ZipArchive code;

  @BeforeAll
  static void begin() throws IOException {
    functions = new Functions();
    code = compiled();
  }

  private static ZipArchive compiled() throws IOException {
    Path source = Files.writeString(folder.resolve("Handler.java"), CODE);
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "--release",
                "17",
                "-cp",
                classPath(),
                "-d",
                folder.resolve("classes").toString(),
                source.toString());
    assertThat(status).isZero();
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(zip)) {
      out.putNextEntry(new ZipEntry("example/Handler.class"));
      out.write(Files.readAllBytes(folder.resolve("classes/example/Handler.class")));
    }
    return ZipArchive.ofBytes(zip.toByteArray());
  }

  private static String classPath() throws IOException {
    try (Stream<Path> jars = Files.list(Functions.JAVA_CLIENT)) {
      return String.join(":", jars.map(Path::toString).toList());
    }
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
    return new Program("java17", Optional.of("example.Handler::handleRequest"), code);
  }

  @Test
  void aClassThatIsNotThereIsSaid() {
    Program program = new Program("java17", Optional.of("example.Missing::handle"), code);
    InvocationEnd end = runtime().invoke(deployment(program, "missing"), invocation("{}"));
    assertThat(end.fault()).isPresent();
    assertThat(end.fault()).isNotEqualTo(Optional.of(Fault.UNAVAILABLE));
    assertThat(json(end).path("errorMessage").asString()).contains("example.Missing");
  }
}
