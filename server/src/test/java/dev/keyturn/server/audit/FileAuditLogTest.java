package dev.keyturn.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.audit.AuditEvent;
import dev.keyturn.audit.AuditEvent.Failure;
import dev.keyturn.audit.AuditEvent.Phase;
import dev.keyturn.audit.AuditUnavailable;
import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Caller;
import dev.keyturn.identity.Caller.Origin;
import dev.keyturn.identity.Principal;
import dev.keyturn.identity.Region;
import dev.keyturn.testkit.ManualClock;
import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FileAuditLogTest {
  private static final AccountId ACCOUNT = new AccountId("123456789012");
  private static final Principal ROOT = Principal.administrator(ACCOUNT);

  @TempDir private Path folder;
  private final ManualClock clock = ManualClock.at("2026-11-21T10:00:00Z");

  private static AuditEvent event(String name, Principal principal, Optional<Failure> failure) {
    return new AuditEvent(
        "event-" + name,
        java.time.Instant.parse("2026-11-21T10:00:00.123456Z"),
        Phase.ONLY,
        principal.kind() == Principal.Kind.SERVICE
            ? AuditEvent.Type.SERVICE_EVENT
            : AuditEvent.Type.API_CALL,
        "secretsmanager.amazonaws.com",
        name,
        new Caller(
            principal,
            principal.kind() == Principal.Kind.ROLE_SESSION ? "" : "AKIAIOSFODNN7EXAMPLE",
            new Region("eu-west-1"),
            new Origin("10.1.2.3", "aws-cli/2 \"quoted\"\n", true)),
        "request-1",
        true,
        List.of("arn:aws:secretsmanager:eu-west-1:123456789012:secret:a-AbCdEf"),
        Map.of(
            "secretId", "a", "maxResults", 3, "list", List.of("x", true), "map", Map.of("k", 1L)),
        Map.of(),
        failure,
        Map.of("accessDecision", "because"));
  }

  private static AuditEvent event(String name) {
    return event(name, ROOT, Optional.empty());
  }

  private FileAuditLog open() {
    return FileAuditLog.open(folder.resolve("audit"), clock);
  }

  private FileAuditLog open(long fileBytes) {
    return FileAuditLog.open(
        new SharedFile.Place(folder.resolve("audit"), clock, fileBytes, FileDescriptor::sync));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("audit"))) {
      return files.sorted().toList();
    }
  }

  private List<JsonNode> records() throws IOException {
    List<JsonNode> records = new ArrayList<>();
    for (Path file : files()) {
      for (String line : Files.readAllLines(file)) {
        records.add(JsonMapper.shared().readTree(line));
      }
    }
    return records;
  }

  private List<String> names() throws IOException {
    return records().stream().map(node -> node.get("eventName").asString()).toList();
  }

  @Test
  void aReadIsOneRecordInCloudTrailsShape() throws IOException {
    try (FileAuditLog log = open()) {
      log.write(event("GetSecretValue"));
      assertThat(records())
          .containsExactly(
              JsonMapper.shared()
                  .readTree(
                      """
                      {"eventVersion": "1.11",
                       "userIdentity": {"type": "Root", "principalId": "123456789012",
                         "arn": "arn:aws:iam::123456789012:root", "accountId": "123456789012",
                         "accessKeyId": "AKIAIOSFODNN7EXAMPLE"},
                       "eventTime": "2026-11-21T10:00:00Z",
                       "eventSource": "secretsmanager.amazonaws.com",
                       "eventName": "GetSecretValue",
                       "awsRegion": "eu-west-1",
                       "sourceIPAddress": "10.1.2.3",
                       "userAgent": "aws-cli/2 \\"quoted\\"\\n",
                       "requestParameters": {"secretId": "a", "maxResults": 3,
                         "list": ["x", true], "map": {"k": 1}},
                       "responseElements": null,
                       "additionalEventData": {"phase": "ONLY", "accessDecision": "because"},
                       "requestID": "request-1",
                       "eventID": "event-GetSecretValue",
                       "readOnly": true,
                       "resources": [{"ARN":
                         "arn:aws:secretsmanager:eu-west-1:123456789012:secret:a-AbCdEf",
                         "accountId": "123456789012"}],
                       "eventType": "AwsApiCall",
                       "managementEvent": true,
                       "recipientAccountId": "123456789012",
                       "eventCategory": "Management"}
                      """));
    }
  }

  @Test
  void aFailureHasCodeAndText() throws IOException {
    try (FileAuditLog log = open()) {
      log.write(event("X", ROOT, Optional.of(new Failure("ResourceNotFoundException", "none"))));
    }
    JsonNode node = records().getFirst();
    assertThat(node.get("errorCode").asString()).isEqualTo("ResourceNotFoundException");
    assertThat(node.get("errorMessage").asString()).isEqualTo("none");
  }

  @Test
  void whatTheServiceDoesByItselfIsAServiceEvent() throws IOException {
    try (FileAuditLog log = open()) {
      log.write(event("RotationStarted", Principal.service(ACCOUNT), Optional.empty()));
    }
    JsonNode node = records().getFirst();
    assertThat(node.get("eventType").asString()).isEqualTo("AwsServiceEvent");
    assertThat(node.at("/userIdentity/invokedBy").asString())
        .isEqualTo("secretsmanager.amazonaws.com");
  }

  @Test
  void onlyTheOwnerMayReadIt() throws IOException {
    try (FileAuditLog log = open()) {
      log.write(event("a"));
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files().getFirst())))
        .isEqualTo("rw-------");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("audit"))))
        .isEqualTo("rwx------");
  }

  @Test
  void aRecordIsInTheFileWhenWriteReturns() throws IOException {
    FileAuditLog log = open();
    log.write(event("a"));
    assertThat(names()).containsExactly("a");
    log.flush().await();
    log.close();
  }

  @Test
  void aNewDayHasANewFile() throws IOException {
    try (FileAuditLog log = open()) {
      log.write(event("today"));
      clock.advance(Duration.ofDays(1));
      log.write(event("tomorrow"));
      log.flush().await();
    }
    assertThat(files())
        .extracting(file -> String.valueOf(file.getFileName()))
        .containsExactly("audit-2026-11-21-0001.jsonl", "audit-2026-11-22-0001.jsonl");
    assertThat(names()).containsExactly("today", "tomorrow");
  }

  @Test
  void aFullFileIsFollowedByTheNext() throws IOException {
    try (FileAuditLog log = open(1500)) {
      for (int i = 0; i < 5; i++) {
        log.write(event("e" + i));
      }
    }
    assertThat(files()).hasSizeGreaterThan(1);
    assertThat(names()).containsExactly("e0", "e1", "e2", "e3", "e4");
  }

  @Test
  void theNextStartGoesOnInTheSameFile() throws IOException {
    try (FileAuditLog log = open()) {
      log.write(event("before"));
    }
    try (FileAuditLog log = open()) {
      log.write(event("after"));
    }
    assertThat(files()).hasSize(1);
    assertThat(names()).containsExactly("before", "after");
  }

  @Test
  void aLineThatADyingProcessLeftHalfIsCutOff() throws IOException {
    try (FileAuditLog log = open()) {
      log.write(event("whole"));
    }
    Files.writeString(files().getFirst(), "{\"eventVersion\":\"1.1", StandardOpenOption.APPEND);
    try (FileAuditLog log = open()) {
      log.write(event("next"));
    }
    assertThat(names()).containsExactly("whole", "next");
  }

  @Test
  void aFileOfNothingButHalfALineBecomesEmpty() throws IOException {
    Files.createDirectory(folder.resolve("audit"));
    Files.writeString(folder.resolve("audit/audit-2026-11-21-0001.jsonl"), "{\"half");
    try (FileAuditLog log = open()) {
      log.write(event("next"));
    }
    assertThat(names()).containsExactly("next");
  }

  @Test
  void manyWritersShareWritesAndLoseNothing() throws Exception {
    try (FileAuditLog log = open(50_000);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int t = 0; t < 50; t++) {
        int thread = t;
        all.add(
            threads.submit(() -> {
              for (int i = 0; i < 20; i++) {
                log.write(event("t" + thread + "-" + i));
                if (i % 5 == 0) {
                  log.flush().await();
                }
              }
            }));
      }
      for (Future<?> one : all) {
        one.get();
      }
      assertThat(names()).doesNotHaveDuplicates().hasSize(1000);
    }
  }

  @Test
  void anInterruptedThreadWritesAllTheSame() throws IOException {
    try (FileAuditLog log = open()) {
      Thread.currentThread().interrupt();
      log.write(event("interrupted"));
      log.flush().await();
      assertThat(Thread.interrupted()).isTrue();
      log.write(event("after"));
    }
    assertThat(names()).containsExactly("interrupted", "after");
  }

  @Test
  void aFolderThatCannotBeMadeStopsTheStart() throws IOException {
    Files.writeString(folder.resolve("audit"), "a file");
    assertThatThrownBy(this::open)
        .isInstanceOf(AuditUnavailable.class)
        .hasMessageContaining(folder.resolve("audit").toString());
  }

  @Test
  void whatWaitsIsWrittenWithoutANewRecord() throws IOException {
    try (FileAuditLog log = open()) {
      Path obstacle = folder.resolve("audit/audit-2026-11-22-0001.jsonl");
      Files.createDirectory(obstacle);
      clock.advance(Duration.ofDays(1));
      log.writeOrBuffer(event("buffered"));
      Files.delete(obstacle);
      assertThat(log.catchUp()).isTrue();
      assertThat(names()).containsExactly("buffered");
    }
  }

  @Test
  void aLogThatRefusedARecordIsTriedOutUntilItCanBeWritten() throws IOException {
    try (FileAuditLog log = open()) {
      assertThat(log.catchUp()).isTrue();
      Path obstacle = folder.resolve("audit/audit-2026-11-22-0001.jsonl");
      Files.createDirectory(obstacle);
      clock.advance(Duration.ofDays(1));
      assertThatThrownBy(() -> log.write(event("refused"))).isInstanceOf(AuditUnavailable.class);
      assertThat(log.catchUp()).as("nothing waits, but nothing could be written").isFalse();
      Files.delete(obstacle);
      assertThat(log.catchUp()).isTrue();
      assertThat(Files.size(obstacle)).as("trying it out leaves nothing behind").isZero();
      log.write(event("next"));
    }
    assertThat(names()).containsExactly("next");
  }

  @Test
  void aCallerWithoutAnAccessKeyHasNone() throws IOException {
    Principal function = Principal.functionSession(ACCOUNT, "Rotation", "token");
    try (FileAuditLog log = open()) {
      log.write(event("GetSecretValue", function, Optional.empty()));
    }
    assertThat(records().getFirst().path("userIdentity").has("accessKeyId")).isFalse();
  }

  @Test
  void whatHappenedWhileTheLogWasUnwritableIsWrittenLater() throws IOException {
    try (FileAuditLog log = open()) {
      log.write(event("before"));
      // The next day's file cannot be made where a folder of its name stands.
      Path obstacle = folder.resolve("audit/audit-2026-11-22-0001.jsonl");
      Files.createDirectory(obstacle);
      clock.advance(Duration.ofDays(1));
      log.writeOrBuffer(event("buffered"));
      assertThat(log.backlogBytes()).isPositive();
      assertThatThrownBy(() -> log.write(event("refused"))).isInstanceOf(AuditUnavailable.class);
      assertThat(log.catchUp()).isFalse();
      Files.delete(obstacle);
      log.write(event("again"));
      assertThat(log.backlogBytes()).isZero();
    }
    assertThat(names()).containsExactly("before", "buffered", "again");
  }

  @Test
  void aLogThatCannotBeWrittenSaysSoWhenItIsClosedAndIsClosedAllTheSame() throws IOException {
    FileAuditLog log = open();
    Files.createDirectory(folder.resolve("audit/audit-2026-11-22-0001.jsonl"));
    clock.advance(Duration.ofDays(1));
    log.writeOrBuffer(event("buffered"));
    assertThatThrownBy(log::close).isInstanceOf(AuditUnavailable.class);
    // Of the day whose file was open.
    clock.advance(Duration.ofDays(-1));
    assertThatThrownBy(() -> log.write(event("late"))).isInstanceOf(AuditUnavailable.class);
  }
}
