package dev.keyturn.iam;

import dev.keyturn.iam.ManagedPolicy.Version;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The managed policies that every account finds, under the names that AWS gives them. What they
/// say is in our own words, in `aws-managed-policies.json` beside this class.
final class AwsManagedPolicies {
  static final String PREFIX = "arn:aws:iam::aws:policy/";

  private static final Instant MADE = Instant.parse("2026-11-21T00:00:00Z");
  private static final Map<String, ManagedPolicy> BY_ARN = read();

  private AwsManagedPolicies() {}

  static Optional<ManagedPolicy> find(String arn) {
    return Optional.ofNullable(BY_ARN.get(arn));
  }

  static List<String> arns() {
    return List.copyOf(BY_ARN.keySet());
  }

  private static Map<String, ManagedPolicy> read() {
    try (InputStream in =
        AwsManagedPolicies.class.getResourceAsStream("aws-managed-policies.json")) {
      Map<String, ManagedPolicy> policies = new TreeMap<>();
      for (JsonNode each : JsonMapper.shared().readTree(java.util.Objects.requireNonNull(in))) {
        ManagedPolicy policy = policy(each);
        policies.put(PREFIX + policy.path().substring(1) + policy.name(), policy);
      }
      return policies;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static ManagedPolicy policy(JsonNode each) {
    String name = each.get("name").asString();
    String document = each.get("document").toString();
    return new ManagedPolicy(
        id(name),
        name,
        each.path("path").asString("/"),
        MADE,
        Optional.of(each.get("description").asString()),
        1,
        List.of(new Version(1, document, MADE)),
        1,
        Map.of());
  }

  /// The same at every start and on every node.
  private static String id(String name) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      StringBuilder id = new StringBuilder("ANPA");
      for (int i = 0; i < 17; i++) {
        id.append("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".charAt(hash[i] & 31));
      }
      return id.toString();
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("SHA-256 does not exist on this platform", missing);
    }
  }
}
