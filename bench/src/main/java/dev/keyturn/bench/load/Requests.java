package dev.keyturn.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keyturn.server.cli.AccessKey;
import dev.keyturn.server.cli.RequestSigner;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Signed requests as they go over the wire, made ahead: signing is the clients' work, and would be
/// measured with the server's on the same cores. A signature lives five minutes.
final class Requests {
  static final String REGION = "eu-central-1";
  private static final String JSON = "application/x-amz-json-1.1";
  private static final String FORM = "application/x-www-form-urlencoded; charset=utf-8";

  private final String host;
  private final AccessKey key;

  Requests(URI endpoint, AccessKey key) {
    this.host = endpoint.getAuthority();
    this.key = key;
  }

  /// The name of the n-th secret of a store that was filled.
  static String name(int number) {
    return "bench/%07d".formatted(number);
  }

  /// One request.
  ///
  /// @param body JSON
  byte[] signed(String operation, String body) {
    return signed("secretsmanager", operation, body);
  }

  /// One request to any service that speaks JSON.
  byte[] signed(String service, String operation, String body) {
    return signed(
        service, Map.of("content-type", JSON, "x-amz-target", service + "." + operation), body);
  }

  /// One request to a service that takes forms.
  byte[] form(String service, String body) {
    return signed(service, Map.of("content-type", FORM), body);
  }

  /// One request to Lambda.
  byte[] lambda(String path, String body) {
    return signed("lambda", "/2015-03-31/functions" + path, Map.of("content-type", JSON), body);
  }

  private byte[] signed(String service, Map<String, String> headers, String body) {
    return signed(service, "/", headers, body);
  }

  private byte[] signed(String service, String path, Map<String, String> headers, String body) {
    byte[] bytes = body.getBytes(UTF_8);
    StringBuilder text =
        new StringBuilder("POST %s HTTP/1.1\r\nHost: %s\r\n".formatted(path, host))
            .append("content-length: ")
            .append(bytes.length)
            .append("\r\n");
    Map<String, String> all = new HashMap<>(headers);
    all.put("user-agent", "keyturn-bench");
    new RequestSigner(key, REGION, service)
        .sign(host, path, all, bytes, Instant.now())
        .forEach((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
    return text.append("\r\n").append(body).toString().getBytes(UTF_8);
  }

  byte[] get(int secret) {
    return signed("GetSecretValue", "{\"SecretId\":\"%s\"}".formatted(name(secret)));
  }

  /// Reads of the first secrets, in a random order without end.
  Iterator<byte[]> hot(int secrets, RandomGenerator random) {
    byte[][] all = IntStream.range(0, secrets).mapToObj(this::get).toArray(byte[][]::new);
    return random.ints(0, secrets).mapToObj(it -> all[it]).iterator();
  }

  /// So many reads, each of any secret.
  Iterator<byte[]> uniform(int secrets, int count, RandomGenerator random) {
    return random.ints(count, 0, secrets).parallel().mapToObj(this::get).toList().iterator();
  }

  /// So many new values, each for any of the secrets with these numbers.
  Iterator<byte[]> puts(int from, int to, int count, RandomGenerator random) {
    Stream<byte[]> puts =
        random
            .ints(count, from, to)
            .parallel()
            .mapToObj(it -> signed("PutSecretValue", Values.put(name(it))));
    return puts.toList().iterator();
  }
}
