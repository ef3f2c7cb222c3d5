package dev.keyturn.iam;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// One page of an answer.
///
/// @param marker what to ask with for the next page; empty at the end
record Slice<T>(List<T> items, Optional<String> marker) {

  boolean isTruncated() {
    return marker.isPresent();
  }

  <U> Slice<U> map(Function<T, U> each) {
    return new Slice<>(items.stream().map(each).toList(), marker);
  }
}
