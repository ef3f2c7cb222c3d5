package dev.keyturn.rotators.target;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// What a target says in one session, up to a limit that no honest one comes near: drivers keep in
/// memory what they are sent, and make room for what they are told will be sent.
final class BoundedInput extends FilterInputStream {
  private static final long LIMIT = 16L * 1024 * 1024;

  private long left = LIMIT;

  BoundedInput(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    int next = super.read();
    count(next < 0 ? 0 : 1);
    return next;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    if (length > LIMIT) {
      throw tooMuch();
    }
    int read = super.read(bytes, from, length);
    count(Math.max(0, read));
    return read;
  }

  /// A driver that skips over the end would do so for ever.
  @Override
  public long skip(long bytes) throws IOException {
    if (bytes > LIMIT) {
      throw tooMuch();
    }
    long skipped = super.skip(bytes);
    count((int) skipped);
    if (skipped < bytes) {
      throw new EOFException();
    }
    return skipped;
  }

  private void count(int bytes) throws IOException {
    left -= bytes;
    if (left < 0) {
      throw tooMuch();
    }
  }

  private static IOException tooMuch() {
    return new IOException("the target said more than " + LIMIT + " bytes in one session");
  }
}
