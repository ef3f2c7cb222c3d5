package dev.keyturn.access;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A text in which `*` stands for any run of characters and `?` for any one. What lies between two
/// `*` is looked for from left to right and never again, so a match needs no going back; and a long
/// piece is looked for in 64 places at a time. Immutable.
final class Glob {
  /// Up to so many comparisons, the plain search is the fastest.
  private static final long FEW = 1 << 14;

  private final Piece[] pieces;

  /// What the text has to be when there is no wildcard.
  private final @Nullable String exact;

  private Glob(List<Piece> pieces) {
    this.pieces = pieces.toArray(new Piece[0]);
    this.exact = pieces.size() == 1 && pieces.get(0).plain ? pieces.get(0).text : null;
  }

  /// Whether it is `*` alone.
  boolean matchesAll() {
    return pieces.length > 1 && Arrays.stream(pieces).allMatch(piece -> piece.length() == 0);
  }

  /// What every text that matches begins with; perhaps nothing.
  String lead() {
    return pieces[0].plain ? pieces[0].text : "";
  }

  boolean matches(String text) {
    if (exact != null) {
      return exact.equals(text);
    }
    Piece first = pieces[0];
    if (pieces.length == 1) {
      return first.length() == text.length() && first.isAt(text, 0);
    }
    Piece last = pieces[pieces.length - 1];
    int end = text.length() - last.length();
    if (first.length() > end || !first.isAt(text, 0) || !last.isAt(text, end)) {
      return false;
    }
    int from = first.length();
    for (int i = 1; i < pieces.length - 1; i++) {
      int found = pieces[i].find(text, from, end);
      if (found < 0) {
        return false;
      }
      from = found + pieces[i].length();
    }
    return true;
  }

  /// What lies between two `*`.
  private static final class Piece {
    private static final BitSet NONE = new BitSet(0);
    private static final Piece EMPTY = new Piece("", NONE);

    private final String text;

    /// Where a `?` stands that means any character.
    private final BitSet any;

    private final boolean plain;

    Piece(String text, BitSet any) {
      this.text = text;
      this.any = any;
      this.plain = any.isEmpty();
    }

    int length() {
      return text.length();
    }

    boolean isAt(String whole, int at) {
      if (plain) {
        int last = text.length() - 1;
        // What differs at its end differs sooner than it can be read from its beginning.
        return last < 0
            || (whole.charAt(at + last) == text.charAt(last) && whole.startsWith(text, at));
      }
      for (int i = 0; i < text.length(); i++) {
        if (!any.get(i) && text.charAt(i) != whole.charAt(at + i)) {
          return false;
        }
      }
      return true;
    }

    int find(String whole, int from, int to) {
      int last = to - length();
      if ((long) (last - from + 1) * length() > FEW) {
        return new Search(this).find(whole, from, to);
      }
      for (int at = from; at <= last; at++) {
        if (isAt(whole, at)) {
          return at;
        }
      }
      return -1;
    }
  }

  /// Looks for a long piece in a long text: bit `i` of the state says that the piece's first `i+1`
  /// characters are the last ones that were read.
  private static final class Search {
    private final Piece piece;
    private final int words;
    private final long[] anywhere;
    private final Map<Character, long[]> places = new HashMap<>();

    Search(Piece piece) {
      this.piece = piece;
      this.words = (piece.length() + Long.SIZE - 1) / Long.SIZE;
      this.anywhere = new long[words];
      for (int i = 0; i < piece.length(); i++) {
        if (piece.any.get(i)) {
          set(anywhere, i);
        }
      }
    }

    int find(String whole, int from, int to) {
      long[] state = new long[words];
      int last = piece.length() - 1;
      for (int at = from; at < to; at++) {
        advance(state, places.computeIfAbsent(whole.charAt(at), this::places));
        if ((state[last / Long.SIZE] >>> last & 1) != 0) {
          return at - last;
        }
      }
      return -1;
    }

    private static void advance(long[] state, long[] places) {
      long carry = 1;
      for (int i = 0; i < state.length; i++) {
        long next = state[i] >>> (Long.SIZE - 1);
        state[i] = (state[i] << 1 | carry) & places[i];
        carry = next;
      }
    }

    private long[] places(char wanted) {
      int first = piece.text.indexOf(wanted);
      if (first < 0) {
        return anywhere;
      }
      long[] found = anywhere.clone();
      for (int i = first; i >= 0; i = piece.text.indexOf(wanted, i + 1)) {
        set(found, i);
      }
      return found;
    }

    private static void set(long[] bits, int i) {
      bits[i / Long.SIZE] |= 1L << i;
    }
  }

  /// A pattern as it is written.
  static Glob of(String pattern) {
    return new Builder().pattern(pattern).build();
  }

  /// Puts patterns and plain texts behind one another: in plain texts, such as the values of
  /// variables, `*` and `?` stand for themselves.
  static final class Builder {
    private final List<Piece> pieces = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final BitSet any = new BitSet();

    Builder pattern(String pattern) {
      for (int i = 0; i < pattern.length(); i++) {
        char each = pattern.charAt(i);
        if (each == '*') {
          cut();
        } else {
          any.set(text.length(), each == '?');
          text.append(each);
        }
      }
      return this;
    }

    Builder literal(String literal) {
      text.append(literal);
      return this;
    }

    /// Of `*` behind one another, one is enough.
    private void cut() {
      if (!text.isEmpty() || pieces.isEmpty()) {
        take();
      }
    }

    private void take() {
      pieces.add(text.isEmpty() ? Piece.EMPTY : new Piece(text.toString(), places()));
      text.setLength(0);
      any.clear();
    }

    /// Cut to its size.
    private BitSet places() {
      return any.isEmpty() ? Piece.NONE : (BitSet) any.clone();
    }

    Glob build() {
      take();
      return new Glob(pieces);
    }
  }
}
