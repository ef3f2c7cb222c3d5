package dev.keyturn.logs;

import static dev.keyturn.logs.LogsFixture.FUNCTION;
import static dev.keyturn.logs.LogsFixture.GROUP;
import static dev.keyturn.logs.LogsFixture.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.audit.AuditEvent;
import dev.keyturn.function.FunctionLogs.Stream;
import dev.keyturn.key.SecretValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FunctionLogsTest {
  private final LogsFixture logs = new LogsFixture();

  private Stream open() {
    return logs.keeper.open(FUNCTION, "$LATEST", logs.clock.instant());
  }

  private List<String> read(Stream stream) {
    String name = stream.name().substring(stream.name().indexOf(':') + 1);
    return texts(logs.get(name, Optional.empty(), Optional.empty(), true));
  }

  @Test
  void readersSeeWhatWaits() {
    try (Stream stream = open()) {
      assertThat(stream.name()).matches(GROUP + ":\\d{4}/\\d\\d/\\d\\d/\\[\\$LATEST][0-9a-f]{32}");
      assertThat(stream.write(logs.clock.instant(), "hello")).isEqualTo("hello");
      assertThat(read(stream)).containsExactly("hello");
    }
    assertThat(logs.groups().logGroups()).hasSize(1);
    assertThat(texts(logs.filter("", Optional.empty(), Optional.empty()))).containsExactly("hello");
  }

  @Test
  void smallBatchesShareAChunk() {
    Stream stream = open();
    for (int i = 0; i < 50; i++) {
      stream.write(logs.clock.instant(), "line " + i);
      logs.keeper.flush();
    }
    assertThat(logs.store.scan(Home.CHUNKS, "", "", 100)).hasSize(1);
    assertThat(read(stream)).hasSize(50);
    stream.close();
  }

  @Test
  void nothingOfConcurrentWritersIsLostOrParted() throws InterruptedException {
    Stream stream = open();
    CountDownLatch go = new CountDownLatch(1);
    List<Thread> writers =
        IntStream.range(0, 4)
            .mapToObj(writer ->
                Thread.startVirtualThread(() -> {
                  awaitAll(go);
                  for (int i = 0; i < 300; i++) {
                    stream.write(logs.clock.instant(), writer + " " + "x".repeat(400));
                  }
                }))
            .toList();
    go.countDown();
    for (Thread writer : writers) {
      writer.join();
    }
    assertThat(read(stream)).hasSize(1200).allMatch(it -> it.length() == 402);
  }

  private static void awaitAll(CountDownLatch go) {
    try {
      go.await();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  @Test
  void aFailingStoreFailsNobodyAndIsMadeUpForLater() {
    Stream stream = open();
    logs.store.broken = true;
    for (int i = 0; i < 30; i++) {
      stream.write(logs.clock.instant(), "x".repeat(60_000));
    }
    stream.close();
    logs.store.broken = false;
    logs.keeper.flush();
    List<String> kept = read(stream);
    assertThat(kept).hasSizeBetween(10, 20);
    assertThat(kept.getLast()).matches("\\[\\d+ bytes cut: .*]");
  }

  @Test
  void whoPrintsTooMuchIsCutAndTheLogSaysHowMuch() {
    Stream stream = open();
    String line = "x".repeat(100_000);
    for (int i = 0; i < 100; i++) {
      stream.write(logs.clock.instant(), line);
    }
    logs.clock.advance(Duration.ofMinutes(1));
    stream.write(logs.clock.instant(), "later");
    String name = stream.name().substring(stream.name().indexOf(':') + 1);
    List<String> last = texts(logs.get(name, Optional.empty(), Optional.of(3), false));
    assertThat(last.getFirst()).isEqualTo(line);
    assertThat(last.get(1)).matches("\\[\\d+00000 bytes cut: .*]");
    assertThat(last.getLast()).isEqualTo("later");
  }

  @Test
  void oneEventIsAtMostAQuarterOfAMegabyte() {
    String kept = open().write(logs.clock.instant(), "ä".repeat(300_000));
    assertThat(kept.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(256 * 1024 + 100);
    assertThat(kept).endsWith("characters cut]");
  }

  @Test
  void anotherLifeReadsWhatWasKept() {
    Stream stream = open();
    stream.write(logs.clock.instant(), "before");
    logs.keeper.close();
    LogsFixture.texts(logs.filter("before", Optional.empty(), Optional.empty()));
    assertThat(read(stream)).containsExactly("before");
  }

  @Test
  void noFormOfASecretIsEverPrintedAndEachLeakIsToldOnce() {
    String password = "p\"W/ä+7%xyzzy&'1";
    String arn =
        logs.secrets
            .create("app", "{\"username\":\"app\",\"password\":\"p\\\"W/ä+7%xyzzy&'1\"}")
            .arn();
    Stream stream = open();
    logs.secrets.read("app");
    byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
    for (String form :
        List.of(
            password,
            "x=" + password + ";y=" + password,
            "p\\\"W/\\u00e4+7%xyzzy&'1",
            java.net.URLEncoder.encode(password, StandardCharsets.UTF_8),
            Base64.getEncoder().encodeToString(bytes),
            Base64.getUrlEncoder()
                .encodeToString(("a" + password).getBytes(StandardCharsets.UTF_8)),
            Base64.getEncoder()
                .encodeToString(("ab" + password).getBytes(StandardCharsets.UTF_8)))) {
      String kept = stream.write(logs.clock.instant(), "before " + form + " after");
      assertThat(kept).startsWith("before ").endsWith(" after").contains("[masked]");
      assertThat(kept).doesNotContain("xyzzy");
    }
    List<AuditEvent> told =
        logs.audit.events().stream().filter(it -> it.name().equals("SecretValueMasked")).toList();
    assertThat(told).hasSize(1);
    assertThat(told.getFirst().resources()).containsExactly(arn);
    assertThat(told.getFirst().additional())
        .containsEntry("SecretId", arn)
        .containsEntry(
            "VersionId",
            logs.secrets
                .describe("app")
                .versionIdsToStages()
                .orElseThrow()
                .keySet()
                .iterator()
                .next())
        .containsEntry("logGroup", GROUP);
    assertThat(told.getFirst().toString()).doesNotContain("xyzzy");
  }

  @Test
  void whatAnInstanceWasGivenIsMaskedInItsOwnLog() {
    Stream stream = open();
    stream.conceal(SecretValue.ofString("session-token-of-this-one"));
    assertThat(stream.write(logs.clock.instant(), "it is session-token-of-this-one."))
        .isEqualTo("it is [masked].");
    assertThat(logs.keeper.mask(FUNCTION, "Error: session-token-of-this-one"))
        .isEqualTo("Error: [masked]");
    assertThat(open().write(logs.clock.instant(), "it is session-token-of-this-one."))
        .contains("session-token");
  }

  @Test
  void aValueThatIsPartedBetweenTwoEventsIsMaskedInBoth() {
    logs.secrets.create("app", "correct-horse-battery-staple");
    Stream stream = open();
    logs.secrets.read("app");
    stream.write(logs.clock.instant(), "it is correct-horse-");
    logs.keeper.flush();
    assertThat(stream.write(logs.clock.instant(), "battery-staple!")).isEqualTo("[masked]!");
    assertThat(read(stream)).containsExactly("it is [masked]", "[masked]!");
  }

  @Test
  void base64InLinesHidesTheWholeValueWhereverALineEnds() {
    for (int before = 0; before < 60; before++) {
      String password = "Zq7-unbreakable-0123456789-kXw" + before;
      String json =
          "{\"engine\":\"postgres\",\"username\":\"%s\",\"password\":\"%s\",\"port\":5432}"
              .formatted("u".repeat(before + 1), password);
      logs.secrets.create("app" + before, json);
      Stream stream = open();
      logs.secrets.read("app" + before);
      String wrapped =
          Base64.getMimeEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
      wrapped.lines().forEach(line -> stream.write(logs.clock.instant(), line));
      stream.write(logs.clock.instant(), "in one: " + wrapped);
      String kept = String.join("", read(stream)).replaceAll("[\\r\\n]", "");
      for (String run : kept.split("[^A-Za-z0-9+/]+")) {
        for (int shift = 0; shift < 4 && shift < run.length(); shift++) {
          String part = run.substring(shift, run.length() - (run.length() - shift) % 4);
          String decoded =
              new String(Base64.getDecoder().decode(part), StandardCharsets.ISO_8859_1);
          for (int i = 0; i + 3 <= password.length() - 2; i++) {
            assertThat(decoded).doesNotContain(password.substring(i, i + 3));
          }
        }
      }
      stream.close();
    }
  }

  @Test
  void whoPutsEventsIsMaskedAlthoughNothingWasGatheredWhenItReadTheValue() {
    logs.secrets.create("app", "correct-horse-battery-staple");
    logs.secrets.read("app");
    logs.createGroup(GROUP);
    logs.createStream(GROUP, "one");
    logs.put(GROUP, "one", java.util.Map.of(0L, "got correct-horse-battery-staple"));
    assertThat(texts(logs.filter("", Optional.empty(), Optional.empty())))
        .containsExactly("got [masked]");
  }
}
