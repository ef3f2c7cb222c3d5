package dev.keyturn.server.runtime;

import dev.keyturn.function.Deployment;
import dev.keyturn.function.InstanceCredentials.Lent;
import dev.keyturn.function.Variables;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The environment of an instance: AWS's names, the function's own variables, and nothing of the
/// server's.
final class Environment {
  /// What SDKs call the services that this server answers.
  private static final List<String> ENDPOINTS =
      List.of("SECRETS_MANAGER", "STS", "IAM", "KMS", "LAMBDA", "CLOUDWATCH_LOGS");

  private final Map<String, String> variables = new LinkedHashMap<>();

  /// Whom an instance talks to.
  ///
  /// @param runtimeApi host, port and the instance's path
  /// @param server the URL of this server
  /// @param logStream group and stream with a colon between
  record Peers(String runtimeApi, String server, String logStream) {}

  private Environment() {}

  static Map<String, String> of(Deployment deployment, View view, Peers peers, Lent lent) {
    Environment environment = new Environment();
    environment.addFolders(view);
    deployment
        .variables()
        .revealAll()
        .forEach((name, value) -> {
          if (!Variables.RESERVED.contains(name)) {
            environment.put(name, value);
          }
        });
    environment.addFunction(deployment, view);
    environment.addPeers(peers, deployment.variables().names());
    environment.addCredentials(lent);
    return environment.variables;
  }

  private void put(String name, Object value) {
    variables.put(name, value.toString());
  }

  private void addFolders(View view) {
    Path opt = view.opt();
    put("PATH", "/usr/local/bin:/usr/bin:/bin:" + opt.resolve("bin"));
    put("LANG", "C.UTF-8");
    put("TZ", ":UTC");
    put("HOME", view.temp());
    put("TMPDIR", view.temp());
    put(
        "LD_LIBRARY_PATH",
        view.task() + ":" + view.task().resolve("lib") + ":" + opt.resolve("lib"));
    put("PYTHONPATH", opt.resolve("python"));
    put(
        "NODE_PATH",
        opt.resolve("nodejs/node_modules") + ":" + view.runtime().resolve("node_modules"));
    view.certificates()
        .ifPresent(file -> {
          for (String name :
              List.of(
                  "AWS_CA_BUNDLE", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")) {
            put(name, file);
          }
        });
  }

  private void addFunction(Deployment deployment, View view) {
    String region = deployment.function().region();
    put("AWS_REGION", region);
    put("AWS_DEFAULT_REGION", region);
    put("AWS_EXECUTION_ENV", "AWS_Lambda_" + deployment.runtime());
    put("AWS_LAMBDA_FUNCTION_NAME", name(deployment));
    put("AWS_LAMBDA_FUNCTION_VERSION", deployment.version());
    put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", deployment.limits().memoryMb());
    put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
    put("LAMBDA_TASK_ROOT", view.task());
    put("LAMBDA_RUNTIME_DIR", view.runtime());
    deployment.handler().ifPresent(handler -> put("_HANDLER", handler));
  }

  static String name(Deployment deployment) {
    String resource = deployment.function().resource();
    return resource.substring(resource.indexOf(':') + 1);
  }

  private void addPeers(Peers peers, Set<String> own) {
    put("AWS_LAMBDA_RUNTIME_API", peers.runtimeApi);
    int colon = peers.logStream.indexOf(':');
    put("AWS_LAMBDA_LOG_GROUP_NAME", peers.logStream.substring(0, Math.max(colon, 0)));
    put("AWS_LAMBDA_LOG_STREAM_NAME", peers.logStream.substring(colon + 1));
    variables.putIfAbsent("AWS_EC2_METADATA_DISABLED", "true");
    variables.putIfAbsent("SECRETS_MANAGER_ENDPOINT", peers.server);
    variables.putIfAbsent("AWS_ENDPOINT_URL", peers.server);
    if (!own.contains("AWS_ENDPOINT_URL")) {
      ENDPOINTS.forEach(
          service -> variables.putIfAbsent("AWS_ENDPOINT_URL_" + service, peers.server));
    }
  }

  private void addCredentials(Lent lent) {
    put("AWS_ACCESS_KEY_ID", lent.accessKeyId());
    put("AWS_SECRET_ACCESS_KEY", lent.secretAccessKey().revealString());
    put("AWS_SESSION_TOKEN", lent.sessionToken().revealString());
  }
}
