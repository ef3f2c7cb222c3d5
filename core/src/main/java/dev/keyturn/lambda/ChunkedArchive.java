package dev.keyturn.lambda;

import dev.keyturn.function.CodeArchive;
import dev.keyturn.key.KeyUnusable;
import dev.keyturn.key.Sealed;
import dev.keyturn.store.StoreUnavailable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A zip in the store. Two are equal when they hold the same bytes.
record ChunkedArchive(Home home, String sha256, FunctionRepository repository, CodeSeal seal)
    implements CodeArchive {

  @Override
  public InputStream open() throws IOException {
    int chunks = stored().chunks();
    List<InputStream> parts = new ArrayList<>();
    for (int i = 0; i < chunks; i++) {
      parts.add(new Chunk(i));
    }
    return new SequenceInputStream(Collections.enumeration(parts));
  }

  private StoredCode stored() throws IOException {
    try {
      return repository
          .get(home.code(sha256), StoredCode.class)
          .orElseThrow(() -> new IOException("The code " + sha256 + " is gone"))
          .body();
    } catch (StoreUnavailable silent) {
      throw unreadable(silent);
    }
  }

  private static IOException unreadable(StoreUnavailable silent) {
    return new IOException("The store does not give the code", silent);
  }

  private byte[] read(int number) throws IOException {
    try {
      Sealed sealed =
          repository
              .store()
              .payload(CodeSeal.payload(home, sha256, number))
              .orElseThrow(() -> new IOException("A part of the code " + sha256 + " is gone"));
      return seal.open(home, sha256, number, sealed);
    } catch (StoreUnavailable silent) {
      throw unreadable(silent);
    } catch (KeyUnusable tampered) {
      throw new IOException("A part of the code " + sha256 + " does not open", tampered);
    }
  }

  /// One chunk, read when it is its turn and forgotten after it.
  private final class Chunk extends InputStream {
    private final int number;
    private InputStream bytes = InputStream.nullInputStream();
    private boolean read;

    Chunk(int number) {
      this.number = number;
    }

    private InputStream bytes() throws IOException {
      if (!read) {
        read = true;
        bytes = new ByteArrayInputStream(ChunkedArchive.this.read(number));
      }
      return bytes;
    }

    @Override
    public int read() throws IOException {
      return bytes().read();
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      return bytes().read(into, from, length);
    }

    @Override
    public void close() {
      bytes = InputStream.nullInputStream();
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChunkedArchive that && sha256.equals(that.sha256);
  }

  @Override
  public int hashCode() {
    return sha256.hashCode();
  }

  @Override
  public String toString() {
    return "ChunkedArchive[" + sha256 + "]";
  }
}
