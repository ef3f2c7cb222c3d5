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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
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
    CodeStore.Upload upload = begin(large);
    fixture.clock.advance(Duration.ofHours(1));
    assertThat(fixture.codes.tidy(fixture.clock.instant())).isEqualTo(1);
    assertThat(isUsed(upload)).isFalse();
    upload.keep(fixture.clock.instant());
    assertThat(isUsed(upload)).isTrue();
  }

  private CodeStore.Upload begin(byte[] zip) {
    CodeStore.Upload upload = fixture.codes.upload(HOME, Optional.of(CheckedZip.of(zip)));
    upload.keep(fixture.clock.instant());
    return upload;
  }

  /// Lets somebody use what was uploaded.
  private boolean isUsed(CodeStore.Upload upload) {
    List<CodeStore.Use> uses = new ArrayList<>(upload.end());
    uses.add(new CodeStore.Use("somebody", Set.of(), Set.of(CheckedZip.of(large).code())));
    return fixture.codes.change(HOME, uses).filter(fixture.repository::committed).isPresent();
  }

  @Test
  void whatAnUploadFoundKeptStaysUntilItsEnd() throws IOException {
    fixture.create(making("one"));
    CodeStore.Upload second = begin(large);
    CodeStore.Upload third = begin(large);
    fixture.delete("one");
    third.close();
    assertThat(isUsed(second)).isTrue();
    second.close();
    fixture.clock.advance(Duration.ofDays(1));
    assertThat(fixture.codes.tidy(fixture.clock.instant())).isZero();
    try (InputStream in = archive().open()) {
      assertThat(in.readAllBytes()).isEqualTo(large);
    }
  }

  @Test
  void whatIsBeingUploadedIsNotForOthers() {
    fixture.store.commitsLeft = 2;
    CodeStore.Upload broken = fixture.codes.upload(HOME, Optional.of(CheckedZip.of(large)));
    assertThatThrownBy(() -> broken.keep(fixture.clock.instant()))
        .isInstanceOf(StoreUnavailable.class);
    fixture.store.commitsLeft = Integer.MAX_VALUE;
    CodeStore.Upload other = fixture.codes.upload(HOME, Optional.of(CheckedZip.of(large)));
    assertThat(isUsed(other)).as("a part of it is there").isFalse();
    other.keep(fixture.clock.instant());
    assertThat(isUsed(other)).isTrue();
    broken.close();
    assertThat(isKept(0) && isKept(1) && isKept(2)).isTrue();
  }

  @Test
  void theLastUploadThatGivesUpTakesTheZipAlong() {
    CodeStore.Upload first = begin(large);
    CodeStore.Upload second = begin(large);
    first.close();
    assertThat(isKept(0) && isKept(1) && isKept(2)).isTrue();
    second.close();
    assertNothingIsLeft();
  }

  @Test
  void anUploadThatWasLeftOpenIsEndedWithoutThoseWhoUseTheZip() {
    fixture.create(making("one"));
    CodeStore.Upload _ = begin(large);
    assertThat(fixture.stored().getFirst().users()).hasSize(2);
    fixture.clock.advance(Duration.ofHours(1));
    assertThat(fixture.codes.tidy(fixture.clock.instant())).isZero();
    assertThat(fixture.stored().getFirst().users()).hasSize(1);
    fixture.delete("one");
    assertNothingIsLeft();
  }

  @Test
  void thereIsNoRoomForMoreThanTheLimit() {
    CodeStore small = new CodeStore(fixture.repository, fixture.master, large.length);
    keep(small, HOME, large);
    keep(small, HOME, large);
    assertThatThrownBy(() -> keep(small, HOME, FunctionsFixture.ZIP))
        .isInstanceOf(CodeStorageExceeded.class)
        .hasMessage("Code storage limit exceeded.");
    Home other = new Home(HOME.account(), new dev.keyturn.identity.Region("us-east-1"));
    keep(small, other, FunctionsFixture.ZIP);
    assertThat(small.stored(other)).isEqualTo(FunctionsFixture.ZIP.length);
  }

  private void keep(CodeStore codes, Home home, byte[] zip) {
    codes.upload(home, Optional.of(CheckedZip.of(zip))).keep(fixture.clock.instant());
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
