package dev.keyturn.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.secret.Secret.Details;
import dev.keyturn.secret.Version.WrappedKey;
import dev.keyturn.store.Json;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SecretDocumentTest {
  private static final Instant MADE = Instant.parse("2026-11-30T21:13:25.300065268Z");
  private static final String KEY = "arn:aws:kms:eu-central-1:000000000000:key/1";
  private static final String OTHER_KEY = "arn:aws:kms:eu-central-1:000000000000:key/2";

  private static Version version(String id, Optional<WrappedKey> key, String... labels) {
    return new Version(id, MADE, new TreeSet<>(List.of(labels)), key);
  }

  private static Optional<WrappedKey> key(String arn, String wrapped) {
    return Optional.of(new WrappedKey(arn, wrapped));
  }

  private static Secret secret(Version... versions) {
    Map<String, Version> all = new LinkedHashMap<>();
    Arrays.stream(versions).forEach(version -> all.put(version.id(), version));
    return new Secret(
        "arn:aws:secretsmanager:eu-central-1:000000000000:secret:app-AbCdEf",
        "app",
        new Details(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            new TreeMap<>(),
            Optional.empty()),
        MADE,
        MADE,
        Optional.empty(),
        Optional.empty(),
        all);
  }

  private static String written(Secret secret) {
    return Json.write(SecretDocument.of(secret));
  }

  private static Secret read(String body) {
    return Json.read(body, SecretDocument.class).secret();
  }

  @Test
  void whatVersionsShareStandsThereOnce() {
    Secret secret =
        secret(
            version("one", key(KEY, "AQ==")),
            version("two", key(KEY, "Ag=="), "AWSPREVIOUS"),
            version("three", key(KEY, "Aw=="), "AWSCURRENT", "blue"));
    String body = written(secret);
    assertThat(body).containsOnlyOnce(KEY).containsOnlyOnce("\"three\"").doesNotContain("[]");
    assertThat(read(body)).isEqualTo(secret);
  }

  @Test
  void aVersionOfAnotherKeyNamesIt() {
    Secret secret =
        secret(
            version("one", key(OTHER_KEY, "AQ==")),
            version("two", key(KEY, "Ag=="), "AWSCURRENT"),
            version("three", Optional.empty(), "AWSPENDING"));
    String body = written(secret);
    assertThat(body).containsOnlyOnce(KEY).containsOnlyOnce(OTHER_KEY);
    assertThat(read(body)).isEqualTo(secret);
  }

  @Test
  void versionsWithoutAValueNameNoKey() {
    Secret secret = secret(version("one", Optional.empty(), "AWSPENDING"));
    assertThat(written(secret)).doesNotContain("key");
    assertThat(read(written(secret))).isEqualTo(secret);
  }

  @Test
  void theOrderOfVersionsIsKept() {
    Secret secret = secret(version("z", key(KEY, "AQ==")), version("a", key(KEY, "Ag==")));
    assertThat(read(written(secret)).versions().keySet()).containsExactly("z", "a");
  }

  @Test
  void aDocumentOfFormat2IsReadAndWrittenTersely() {
    String old =
        """
        {"arn":"arn:aws:secretsmanager:eu-central-1:000000000000:secret:app-AbCdEf","name":"app",\
        "details":{"tags":{}},"created":"2026-11-30T21:13:25.300065268Z",\
        "lastChanged":"2026-11-30T21:13:25.300065268Z","versions":{\
        "one":{"id":"one","created":"2026-11-30T21:13:25.300065268Z","labels":[],\
        "key":{"keyArn":"%1$s","wrapped":"AQ=="}},\
        "two":{"id":"two","created":"2026-11-30T21:13:25.300065268Z","labels":["AWSCURRENT"],\
        "key":{"keyArn":"%1$s","wrapped":"Ag=="}}}}\
        """
            .formatted(KEY);
    Secret secret =
        secret(version("one", key(KEY, "AQ==")), version("two", key(KEY, "Ag=="), "AWSCURRENT"));
    assertThat(read(old)).isEqualTo(secret);
    assertThat(written(read(old))).isEqualTo(written(secret)).hasSizeLessThan(old.length());
  }
}
