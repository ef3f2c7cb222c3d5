package dev.keyturn.masking;

import dev.keyturn.key.SecretValue;
import java.security.SecureRandom;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// Fingerprints of values, by which they are found in a text without being held. Of each fragment
/// of a value there is a keyed hash, and a hash of six bytes somewhere in it that few other
/// fragments share: those are looked for at each place of the text, and only where they stand the
/// whole is hashed. So a text is searched in one pass, however many values there are. The keys are
/// drawn at random for each instance and never leave it. Thread-safe.
public final class Fingerprints {
  /// The owner of what is nobody's.
  public static final int NOBODY = -1;

  static final int WINDOW = 6;
  private static final int TRIES = 16;
  private static final int FILTER_BITS = 8;
  private static final int SMALLEST = 64;

  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final long first;
  private final long second;
  private final byte[] key = new byte[32];
  private int count;

  // A hash table with open addressing, a column for each member: 18 bytes a row.
  private int[] windows = new int[SMALLEST];
  private short[] shapes = new short[SMALLEST];
  private long[] hashes = new long[SMALLEST];
  private int[] owners = new int[SMALLEST];

  /// Most places of a text hold no window of any fragment, and this says so without leaving the
  /// processor's cache.
  private long[] filter = new long[SMALLEST * FILTER_BITS / Long.SIZE];

  public Fingerprints() {
    SecureRandom random = new SecureRandom();
    random.nextBytes(key);
    first = random.nextLong();
    second = random.nextLong() | 1;
  }

  /// What is told of a fragment that was found.
  @FunctionalInterface
  interface Finding {
    void found(int from, int to, int owner, long hash);
  }

  /// How many fragments are known.
  public int size() {
    lock.readLock().lock();
    try {
      return count;
    } finally {
      lock.readLock().unlock();
    }
  }

  /// Takes up a value.
  ///
  /// @param owner a number that is told when it is found, or [#NOBODY]
  public void add(SecretValue value, int owner) {
    Fragments.each(value, fragment -> add(fragment, owner));
  }

  /// Whether a value has this fragment.
  public boolean has(SecretValue value, long hash) {
    boolean[] found = new boolean[1];
    KeyedHash hashing = new KeyedHash(key);
    Fragments.each(value, fragment -> found[0] |= hashing.of(fragment, 0, fragment.length) == hash);
    return found[0];
  }

  private void add(byte[] fragment, int owner) {
    long hash = new KeyedHash(key).of(fragment, 0, fragment.length);
    lock.writeLock().lock();
    try {
      int offset = leastUsed(fragment, hash);
      if (offset >= 0) {
        if (10 * (count + 1) > 6 * windows.length) {
          grow();
        }
        put(window(fragment, offset), (short) (offset | (fragment.length << 8)), hash, owner);
        count++;
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /// The place in a fragment whose window the fewest others have; -1 when the fragment is known.
  /// The places are always tried in the same order, so that what is known is met.
  private int leastUsed(byte[] fragment, long hash) {
    int places = fragment.length - WINDOW + 1;
    int best = -1;
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < Math.min(places, TRIES); i++) {
      int place = Math.floorMod(hash + (long) i * Math.max(1, places / TRIES), places);
      int uses = uses(window(fragment, place), hash);
      if (uses < least) {
        best = place;
        least = uses;
      }
      if (uses <= 0) {
        return uses == 0 ? best : -1;
      }
    }
    return best;
  }

  /// How many fragments have this window; -1 when one of them is that with this hash.
  private int uses(int window, long hash) {
    int uses = 0;
    for (int row = row(window); windows[row] != 0; row = (row + 1) & (windows.length - 1)) {
      if (windows[row] == window) {
        if (hashes[row] == hash) {
          return -1;
        }
        uses++;
      }
    }
    return uses;
  }

  private void put(int window, short shape, long hash, int owner) {
    int row = row(window);
    while (windows[row] != 0) {
      row = (row + 1) & (windows.length - 1);
    }
    windows[row] = window;
    shapes[row] = shape;
    hashes[row] = hash;
    owners[row] = owner;
    int bit = bit(window);
    filter[bit >>> 6] |= 1L << bit;
  }

  private void grow() {
    int[] oldWindows = windows;
    short[] oldShapes = shapes;
    long[] oldHashes = hashes;
    int[] oldOwners = owners;
    int rows = Math.multiplyExact(oldWindows.length, 2);
    windows = new int[rows];
    shapes = new short[rows];
    hashes = new long[rows];
    owners = new int[rows];
    filter = new long[(int) ((long) rows * FILTER_BITS / Long.SIZE)];
    for (int row = 0; row < oldWindows.length; row++) {
      if (oldWindows[row] != 0) {
        put(oldWindows[row], oldShapes[row], oldHashes[row], oldOwners[row]);
      }
    }
  }

  private int row(int window) {
    return (window * 0x9E3779B9) >>> (Integer.numberOfLeadingZeros(windows.length) + 1);
  }

  private int bit(int window) {
    return (window * 0x85EBCA6B) >>> (Integer.numberOfLeadingZeros(filter.length << 6) + 1);
  }

  /// A number for six bytes; never zero.
  private int window(byte[] bytes, int at) {
    long six = 0;
    for (int i = 0; i < WINDOW; i++) {
      six = (six << 8) | (bytes[at + i] & 0xFF);
    }
    return mixed(six);
  }

  private int mixed(long six) {
    long mixed = (six ^ first) * second;
    mixed ^= mixed >>> 29;
    mixed *= second;
    int window = (int) (mixed >>> 32);
    return window == 0 ? 1 : window;
  }

  /// Finds every known fragment.
  void find(byte[] text, int length, Finding finding) {
    if (length < WINDOW) {
      return;
    }
    lock.readLock().lock();
    try {
      if (count > 0) {
        search(text, length, finding);
      }
    } finally {
      lock.readLock().unlock();
    }
  }

  private void search(byte[] text, int length, Finding finding) {
    Search search = new Search(text, length, finding);
    long six = 0;
    for (int end = 0; end < length; end++) {
      six = ((six << 8) | (text[end] & 0xFF)) & 0xFFFF_FFFF_FFFFL;
      if (end >= WINDOW - 1) {
        int window = mixed(six);
        int bit = bit(window);
        if ((filter[bit >>> 6] & (1L << bit)) != 0) {
          search.compare(end - WINDOW + 1, window);
        }
      }
    }
  }

  private final class Search {
    private final byte[] text;
    private final int length;
    private final Finding finding;
    private final KeyedHash hashing = new KeyedHash(key);

    Search(byte[] text, int length, Finding finding) {
      this.text = text;
      this.length = length;
      this.finding = finding;
    }

    void compare(int at, int window) {
      for (int row = row(window); windows[row] != 0; row = (row + 1) & (windows.length - 1)) {
        if (windows[row] == window) {
          int from = at - (shapes[row] & 0xFF);
          int to = from + ((shapes[row] >>> 8) & 0xFF);
          if (from >= 0 && to <= length && hashing.of(text, from, to) == hashes[row]) {
            finding.found(from, to, owners[row], hashes[row]);
          }
        }
      }
    }
  }
}
