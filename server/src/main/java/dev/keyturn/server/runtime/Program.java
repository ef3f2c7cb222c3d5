package dev.keyturn.server.runtime;

import dev.keyturn.function.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command line of each kind of function. It holds no secret.
///
/// @param javaClient the folder with AWS's runtime interface client for Java
record Program(Path javaClient) {
  private static final String JAVA_MAIN =
      "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";

  /// @param view where the instance will see its files
  /// @param real where they are now
  List<String> command(Deployment deployment, Interpreter interpreter, View view, View real)
      throws IOException {
    String handler = deployment.handler().orElse("");
    String program = interpreter.program().toString();
    return switch (interpreter.kind()) {
      // Without the user's own packages: those of whoever started the server are none of it.
      case PYTHON ->
          List.of(program, "-s", view.runtime().resolve(Bootstraps.PYTHON).toString(), handler);
      case NODE -> List.of(program, view.runtime().resolve(Bootstraps.NODE).toString(), handler);
      case JAVA -> java(program, deployment, view, handler);
      case PROVIDED -> List.of(bootstrap(view, real).toString());
    };
  }

  private List<String> java(String program, Deployment deployment, View view, String handler) {
    List<String> command = new ArrayList<>();
    command.add(program);
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-Xmx" + Math.max(32, deployment.limits().memoryMb() * 85L / 100) + "m",
            "-Djava.io.tmpdir=" + view.temp(),
            "-cp",
            String.join(
                ":",
                javaClient + "/*",
                view.task().toString(),
                view.task().resolve("lib") + "/*",
                view.opt().resolve("java/lib") + "/*"),
            JAVA_MAIN,
            handler));
    return command;
  }

  private static Path bootstrap(View view, View real) throws IOException {
    if (Files.isExecutable(real.task().resolve("bootstrap"))) {
      return view.task().resolve("bootstrap");
    }
    if (Files.isExecutable(real.opt().resolve("bootstrap"))) {
      return view.opt().resolve("bootstrap");
    }
    throw new IOException(
        "Neither the code nor its layers have an executable 'bootstrap' at the top: zip it with its"
            + " mode, chmod +x bootstrap");
  }
}
