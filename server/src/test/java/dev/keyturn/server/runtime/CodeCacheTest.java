package dev.keyturn.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.function.CodeArchive;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeCacheTest {
  @TempDir private Path folder;
  private final AtomicInteger opened = new AtomicInteger();
  private CodeCache cache;

  @BeforeEach
  void open() {
    cache = new CodeCache(folder);
  }

  /// @param name of the archive and of the file in it
  /// @param gate has to be open before its bytes can be read
  private record Archive(String name, AtomicInteger opened, CountDownLatch gate)
      implements CodeArchive {
    @Override
    public String sha256() {
      return name;
    }

    @Override
    public InputStream open() throws IOException {
      opened.incrementAndGet();
      try {
        gate.await();
      } catch (InterruptedException stopped) {
        throw new IOException(stopped);
      }
      if (name.equals("gone")) {
        throw new IOException("its code is gone");
      }
      ByteArrayOutputStream zip = new ByteArrayOutputStream();
      try (ZipOutputStream out = new ZipOutputStream(zip)) {
        out.putNextEntry(new ZipEntry(name));
        out.write(name.getBytes(StandardCharsets.UTF_8));
      }
      return new ByteArrayInputStream(zip.toByteArray());
    }
  }

  private Archive archive(String name) {
    return new Archive(name, opened, new CountDownLatch(0));
  }

  @Test
  void whoeverWantsTheSameGetsTheSameFolder() throws IOException {
    try (CodeCache.Use one = cache.open(List.of(archive("a")));
        CodeCache.Use other = cache.open(List.of(archive("a")))) {
      assertThat(other.folder()).isEqualTo(one.folder());
      assertThat(one.folder().resolve("a")).hasContent("a");
    }
    assertThat(opened).hasValue(1);
  }

  @Test
  void nobodyWaitsForOtherCode() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<CodeCache.Use> slow =
          threads.submit(() -> cache.open(List.of(new Archive("slow", opened, gate))));
      try (CodeCache.Use quick = cache.open(List.of(archive("quick")))) {
        assertThat(quick.folder().resolve("quick")).exists();
        assertThat(slow.isDone()).isFalse();
      }
      gate.countDown();
      assertThat(slow.get().folder().resolve("slow")).exists();
    }
  }

  @Test
  void whatCouldNotBeUnpackedIsTriedAgain() throws IOException {
    for (int i = 1; i <= 2; i++) {
      assertThatThrownBy(() -> cache.open(List.of(archive("gone"))))
          .isInstanceOf(IOException.class)
          .hasMessage("its code is gone");
      assertThat(opened).hasValue(i);
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void ofWhatNobodyUsesALittleIsKept() throws IOException {
    for (int i = 0; i < 40; i++) {
      cache.open(List.of(archive("code" + i))).close();
    }
    assertThat(folder.toFile().list()).hasSize(32);
    cache.open(List.of(archive("code0"))).close();
    assertThat(opened).as("the oldest had gone").hasValue(41);
  }
}
