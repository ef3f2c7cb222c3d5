package dev.keyturn.server;

import dev.keyturn.function.FunctionInvoker;
import dev.keyturn.function.FunctionLogs;
import dev.keyturn.key.SecretValue;
import dev.keyturn.rotators.target.TargetPolicy;
import dev.keyturn.rotators.target.TargetTrust;
import dev.keyturn.server.alarm.WebhookSignature;
import dev.keyturn.server.cli.AccessKey;
import dev.keyturn.server.cli.RequestSigner;
import dev.keyturn.server.config.SettingsRefused;
import dev.keyturn.server.runtime.Remote;
import dev.keyturn.server.runtime.RemotePlace;
import dev.keyturn.server.runtime.RemotePlace.CallSigner;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// Makes callers of the functions that run elsewhere out of what is configured.
final class RemoteFunctions {
  private static final int SHORTEST_SECRET = 16;
  private static final Map<String, String> HEADERS =
      Map.of("content-type", "application/json", "user-agent", "keyturn");

  private RemoteFunctions() {}

  /// The same invoker when none is configured.
  ///
  /// @param builtIn names that are taken
  /// @param listeners where this server listens, once it does
  /// @throws SettingsRefused when one cannot be used
  static FunctionInvoker before(
      FunctionInvoker others,
      Config config,
      Set<String> builtIn,
      Supplier<List<InetSocketAddress>> listeners,
      Remote.Surroundings surroundings) {
    Map<String, RemotePlace> places = new HashMap<>();
    TargetPolicy policy =
        TargetPolicy.of(config.targets().allow(), config.targets().deny(), listeners);
    config
        .remote()
        .forEach((name, function) -> {
          if (builtIn.contains(name)) {
            throw new SettingsRefused(
                "The remote function " + name + " has the name of a built-in one. Choose another.");
          }
          places.put(name, place(name, function, policy));
        });
    return places.isEmpty() ? others : new Remote(places, others, surroundings);
  }

  static Remote.Surroundings surroundings(InstantSource clock, FunctionLogs logs) {
    return new Remote.Surroundings(clock, Thread::sleep, logs::mask);
  }

  private static RemotePlace place(String name, RemoteFunction function, TargetPolicy policy) {
    TargetTrust trust = TargetTrust.of(function.ca());
    return new RemotePlace(
        function.place().url(),
        function.account(),
        function.limit(),
        signer(name, function.place()),
        trust::context,
        policy::refusal);
  }

  private static CallSigner signer(String name, RemoteFunction.Place place) {
    return switch (place) {
      case RemoteFunction.Endpoint endpoint -> ofEndpoint(secret(name, endpoint.secret()));
      case RemoteFunction.OnAws aws -> ofAws(name, aws);
    };
  }

  private static CallSigner ofEndpoint(SecretValue secret) {
    WebhookSignature signature = new WebhookSignature(secret);
    return (_, body, now) -> {
      Map<String, String> headers = new HashMap<>(HEADERS);
      headers.put(WebhookSignature.HEADER, signature.of(body, now));
      return headers;
    };
  }

  /// The credentials are read again for each call: somebody may rotate them.
  private static CallSigner ofAws(String name, RemoteFunction.OnAws aws) {
    accessKey(name, aws);
    return (url, body, now) ->
        new RequestSigner(accessKey(name, aws), aws.region(), "lambda")
            .sign(url.getRawAuthority(), url.getRawPath(), HEADERS, body, now);
  }

  private static AccessKey accessKey(String name, RemoteFunction.OnAws aws) {
    return AccessKey.ofProfile(aws.credentials(), aws.profile())
        .orElseThrow(() ->
            new SettingsRefused(
                "The remote function %s has no access key: there is no profile %s in %s."
                    .formatted(name, aws.profile(), aws.credentials())));
  }

  private static SecretValue secret(String name, Path file) {
    try {
      String text = Files.readString(file).strip();
      if (text.length() >= SHORTEST_SECRET) {
        return SecretValue.ofString(text);
      }
    } catch (IOException unreadable) {
      throw new SettingsRefused(
          "The remote function %s names the file %s, which cannot be read (%s)."
              .formatted(name, file, unreadable.getClass().getSimpleName()));
    }
    throw new SettingsRefused(
        "The secret of the remote function %s is too short to sign with: openssl rand -hex 32 makes one."
            .formatted(name));
  }
}
