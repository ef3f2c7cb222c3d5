package dev.keyturn.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.function.CodeArchive;
import dev.keyturn.key.Sealed;
import dev.keyturn.lambda.FunctionsFixture.Making;
import dev.keyturn.operation.Nothing;
import dev.keyturn.operation.Refusal.CodeStorageExceeded;
import dev.keyturn.store.StoreUnavailable;
import dev.keyturn.store.Write;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class CodeStoreTest {
  private static final Home HOME = FunctionsFixture.HOME;

  private final FunctionsFixture fixture = new FunctionsFixture();
  private final byte[] large = large();

  /// A zip of more than two megabytes, so of three chunks.
  private static byte[] large() {
    byte[] noise = new byte[2_200_000];
    new Random(7).nextBytes(noise);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      out.putNextEntry(new ZipEntry("noise"));
      out.write(noise);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private Making making(String name) {
    Making making = new Making();
    making.name = name;
    making.zip = large;
    return making;
  }

  private CodeArchive archive() {
    return fixture.codes.archive(HOME, CheckedZip.of(large).code());
  }

  private String payload(int number) {
    return CodeSeal.payload(HOME, archive().sha256(), number);
  }

  private boolean isKept(int number) {
    return fixture.memory.payload(payload(number)).isPresent();
  }

  private void assertNothingIsLeft() {
    assertThat(fixture.stored()).isEmpty();
    assertThat(isKept(0) || isKept(1) || isKept(2)).isFalse();
  }

  @Test
  void aLargeZipComesBackChunkByChunk() throws IOException {
    fixture.create(making("one"));
    try (InputStream in = archive().open()) {
      assertThat(in.readAllBytes()).isEqualTo(large);
    }
    assertThat(isKept(2)).isTrue();
    assertThat(fixture.memory.payload(payload(0)).orElseThrow().bytes().length)
        .isLessThan(1_100_000);
  }

  @Test
  void theSameZipIsKeptOnceAndStaysAsLongAsSomebodyUsesIt() throws IOException {
    fixture.create(making("one"));
    fixture.create(making("two"));
    fixture.publishLayer("layer", large);
    assertThat(fixture.stored()).hasSize(1);
    assertThat(fixture.codes.stored(HOME)).isEqualTo(large.length);
    fixture.delete("one");
    fixture.delete("two");
    try (InputStream in = archive().open()) {
      assertThat(in.readAllBytes()).isEqualTo(large);
    }
    fixture.send(new LayerOperations.DeleteLayerVersion("layer", 1), Nothing.class);
    assertNothingIsLeft();
  }

  /// Breaks off the creation at each of its commits: what is left goes by itself, and a second try
  /// works.
  @Test
  void aCrashAtAnyCommitLeavesNothingForEver() {
    for (int commits = 0; commits < 5; commits++) {
      fixture.store.commitsLeft = commits;
      assertThatThrownBy(() -> fixture.create(making("one"))).isInstanceOf(StoreUnavailable.class);
      fixture.store.commitsLeft = Integer.MAX_VALUE;
      assertThat(fixture.repository.functions(HOME)).isEmpty();
      fixture.functions.tidy(fixture.clock.instant());
      assertThat(fixture.stored()).hasSize(commits == 0 ? 0 : 1);
      fixture.clock.advance(Duration.ofHours(1));
      fixture.functions.tidy(fixture.clock.instant());
      assertNothingIsLeft();
    }
    fixture.create(making("one"));
    assertThat(fixture.stored()).hasSize(1);
  }

  @Test
  void anUploadThatWasBrokenOffIsTakenUpByTheNext() throws IOException {
    fixture.store.commitsLeft = 2;
    assertThatThrownBy(() -> fixture.create(making("one"))).isInstanceOf(StoreUnavailable.class);
    fixture.store.commitsLeft = Integer.MAX_VALUE;
    fixture.create(making("one"));
    fixture.clock.advance(Duration.ofDays(1));
    fixture.functions.tidy(fixture.clock.instant());
    try (InputStream in = archive().open()) {
      assertThat(in.readAllBytes()).isEqualTo(large);
    }
  }

  @Test
  void whatIsTakenAwayBeforeItIsUsedHasToBeKeptAgain() {
    CheckedZip zip = CheckedZip.of(large);
    fixture.codes.keep(HOME, zip, fixture.clock.instant());
    fixture.clock.advance(Duration.ofHours(1));
    assertThat(fixture.codes.tidy(fixture.clock.instant())).isEqualTo(1);
    CodeStore.Use use =
        new CodeStore.Use("somebody", java.util.Set.of(), java.util.Set.of(zip.code()));
    assertThat(fixture.codes.change(HOME, List.of(use))).isEmpty();
  }

  @Test
  void thereIsNoRoomForMoreThanTheLimit() {
    CodeStore small = new CodeStore(fixture.repository, fixture.master, large.length);
    small.keep(HOME, CheckedZip.of(large), fixture.clock.instant());
    small.keep(HOME, CheckedZip.of(large), fixture.clock.instant());
    assertThatThrownBy(
            () -> small.keep(HOME, CheckedZip.of(FunctionsFixture.ZIP), fixture.clock.instant()))
        .isInstanceOf(CodeStorageExceeded.class)
        .hasMessage("Code storage limit exceeded.");
    Home other = new Home(HOME.account(), new dev.keyturn.identity.Region("us-east-1"));
    small.keep(other, CheckedZip.of(FunctionsFixture.ZIP), fixture.clock.instant());
    assertThat(small.stored(other)).isEqualTo(FunctionsFixture.ZIP.length);
  }

  @Test
  void theStoreSeesNoCodeAndCannotChangeIt() throws Exception {
    Making making = new Making();
    fixture.create(making);
    CodeArchive archive = fixture.codes.archive(HOME, CheckedZip.of(FunctionsFixture.ZIP).code());
    String payload = CodeSeal.payload(HOME, archive.sha256(), 0);
    byte[] sealed = fixture.memory.payload(payload).orElseThrow().bytes().clone();
    assertThat(new String(sealed, java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain("lambda_function");
    fixture.store.silent = true;
    assertUnreadable(archive, "The store does not give the code");
    fixture.store.silent = false;
    sealed[20] ^= 1;
    fixture.memory.commit(List.of(new Write.DeletePayload(payload)));
    fixture.memory.commit(List.of(new Write.PutPayload(payload, Sealed.of(sealed))));
    assertUnreadable(archive, "does not open");
    fixture.memory.commit(List.of(new Write.DeletePayload(payload)));
    assertUnreadable(archive, "is gone");
    fixture.delete("rotator");
    assertUnreadable(archive, "is gone");
  }

  private static void assertUnreadable(CodeArchive archive, String why) {
    assertThatThrownBy(
            () -> {
              try (InputStream in = archive.open()) {
                in.readAllBytes();
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessageContaining(why);
  }
}
