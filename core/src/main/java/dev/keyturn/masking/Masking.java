package dev.keyturn.masking;

import dev.keyturn.masking.Masked.Sighting;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

/// Masks one passage: it is read in every way in which a value may be written, and each reading is
/// searched once. For one thread.
public final class Masking {
  private final byte[] text;
  private final int begin;
  private final BitSet hidden;
  private final Set<Sighting> seen = new HashSet<>();

  /// What is looked for.
  ///
  /// @param counts whether something that was found is to be masked
  /// @param arn whose it is
  public record Known(Fingerprints fingerprints, Counting counts, IntFunction<String> arn) {
    /// What is nobody's, and always counts.
    static Known of(Fingerprints more) {
      return new Known(more, (_, _) -> true, _ -> "");
    }
  }

  /// Whether a find is to be masked.
  @FunctionalInterface
  public interface Counting {
    boolean counts(int owner, int length);
  }

  private Masking(Passage passage) {
    text = (passage.before() + passage.text()).getBytes(StandardCharsets.UTF_8);
    begin = passage.before().getBytes(StandardCharsets.UTF_8).length;
    hidden = new BitSet(text.length);
  }

  public static Masked mask(Passage passage, Known known) {
    List<Known> all = new ArrayList<>();
    all.add(known);
    passage.more().forEach(it -> all.add(Known.of(it)));
    all.removeIf(it -> it.fingerprints.size() == 0);
    if (all.isEmpty() || passage.text().isEmpty()) {
      return new Masked(passage.text(), Set.of(), 0);
    }
    Masking masking = new Masking(passage);
    masking.search(all);
    return masking.hidden.isEmpty()
        ? new Masked(passage.text(), Set.of(), 0)
        : new Masked(masking.result(), masking.seen, masking.reach());
  }

  private void search(List<Known> all) {
    for (Reading reading : written(Reading.plain(text))) {
      search(reading, all);
      for (int shift = 0; shift < 4; shift++) {
        Reading decoded = reading.base64Decoded(shift);
        search(decoded, all);
        decoded.unescaped().ifPresent(it -> search(it, all));
      }
      search(reading.hexDecoded(0), all);
      search(reading.hexDecoded(1), all);
    }
  }

  /// The text, and what it says where it is escaped for JSON, once or twice, or for addresses.
  private static List<Reading> written(Reading plain) {
    List<Reading> readings = new ArrayList<>(List.of(plain));
    plain.unescaped().ifPresent(readings::add);
    plain.unescaped().flatMap(Reading::unescaped).ifPresent(readings::add);
    for (Reading reading : List.copyOf(readings.subList(0, Math.min(2, readings.size())))) {
      reading.percentDecoded(false).ifPresent(readings::add);
      reading.percentDecoded(true).ifPresent(readings::add);
    }
    return readings;
  }

  private void search(Reading reading, List<Known> all) {
    for (Known known : all) {
      known.fingerprints.find(
          reading.bytes(),
          reading.length(),
          (from, to, owner, hash) -> {
            int end = reading.to(to - 1);
            if (end > begin && known.counts.counts(owner, to - from)) {
              hidden.set(reading.from(from), end);
              seen.add(new Sighting(known.arn.apply(owner), hash));
            }
          });
    }
  }

  private int reach() {
    if (!hidden.get(begin)) {
      return 0;
    }
    int from = hidden.previousClearBit(begin) + 1;
    return new String(text, from, begin - from, StandardCharsets.UTF_8).length();
  }

  private String result() {
    StringBuilder result = new StringBuilder(text.length);
    int at = begin;
    for (int from = hidden.nextSetBit(begin); from >= 0; from = hidden.nextSetBit(at)) {
      int to = hidden.nextClearBit(from);
      int start = from;
      while (start > at && isContinued(start)) {
        start--;
      }
      while (to < text.length && isContinued(to)) {
        to++;
      }
      result.append(new String(text, at, start - at, StandardCharsets.UTF_8));
      result.append(Masked.MARK);
      at = to;
    }
    return result.append(new String(text, at, text.length - at, StandardCharsets.UTF_8)).toString();
  }

  /// Whether a character of several bytes goes on here.
  private boolean isContinued(int at) {
    return (text[at] & 0xC0) == 0x80;
  }
}
