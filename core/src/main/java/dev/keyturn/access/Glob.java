package dev.keyturn.access;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A text in which `*` stands for any run of characters and `?` for any one. What lies between two
/// `*` is looked for from left to right and never again, so a match needs no going back; and a long
/// piece is looked for in 64 places at a time. Immutable.
final class Glob {
  /// Up to so many comparisons, the plain search is the fastest.
  private static final long FEW = 1 << 14;

  private final Piece[] pieces;

  private Glob(List<Piece> pieces) {
    this.pieces = pieces.toArray(new Piece[0]);
  }

  /// Whether it is `*` alone.
  boolean matchesAll() {
    return pieces.length > 1 && Arrays.stream(pieces).allMatch(piece -> piece.length() == 0);
  }

  boolean matches(String text) {
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
    private final String text;

    /// Where a `?` stands.
    private final boolean[] any;

    private final boolean plain;

    Piece(String text, boolean[] any) {
      this.text = text;
      this.any = any;
      this.plain = text.indexOf('?') < 0;
    }

    int length() {
      return text.length();
    }

    boolean isAt(String whole, int at) {
      if (plain) {
        return whole.startsWith(text, at);
      }
      for (int i = 0; i < any.length; i++) {
        if (!any[i] && text.charAt(i) != whole.charAt(at + i)) {
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
        if (piece.any[i]) {
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
    private StringBuilder text = new StringBuilder();
    private List<Boolean> any = new ArrayList<>();

    Builder pattern(String pattern) {
      for (int i = 0; i < pattern.length(); i++) {
        char each = pattern.charAt(i);
        if (each == '*') {
          cut();
        } else {
          add(each, each == '?');
        }
      }
      return this;
    }

    Builder literal(String literal) {
      for (int i = 0; i < literal.length(); i++) {
        add(literal.charAt(i), false);
      }
      return this;
    }

    private void add(char each, boolean isAny) {
      text.append(each);
      any.add(isAny);
    }

    private void cut() {
      boolean[] places = new boolean[any.size()];
      for (int i = 0; i < places.length; i++) {
        places[i] = any.get(i);
      }
      pieces.add(new Piece(text.toString(), places));
      text = new StringBuilder();
      any = new ArrayList<>();
    }

    Glob build() {
      cut();
      return new Glob(pieces);
    }
  }
}
