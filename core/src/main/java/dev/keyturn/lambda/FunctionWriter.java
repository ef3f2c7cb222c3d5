package dev.keyturn.lambda;

import dev.keyturn.lambda.CodeStore.Upload;
import dev.keyturn.lambda.CodeStore.Use;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Kept;
import dev.keyturn.store.Write;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Commits functions together with the versions that are published of them and the code that they
/// use. Thread-safe.
final class FunctionWriter {
  private final FunctionRepository repository;
  private final CodeStore codes;

  FunctionWriter(FunctionRepository repository, CodeStore codes) {
    this.repository = repository;
    this.codes = codes;
  }

  /// What is to become of a function.
  ///
  /// @param zip code that has to be kept first
  /// @param publish whether a version is published in the same commit, and what is said about it
  record Change(Optional<CheckedZip> zip, Optional<Publish> publish) {
    static final Change NOTHING_ELSE = new Change(Optional.empty(), Optional.empty());
  }

  /// @param description empty: that of `$LATEST`
  record Publish(Optional<String> description) {}

  /// A function as it was committed.
  ///
  /// @param configuration of the version that was published, or of `$LATEST`
  record Written(Function function, Configuration configuration) {}

  /// Makes a function.
  ///
  /// @return empty when there is one of its name already
  Optional<Written> create(Home home, Function function, Change change, Instant now) {
    try (Upload upload = codes.upload(home, change.zip)) {
      return FunctionRepository.again(() -> {
        if (repository.function(home, function.name()).isPresent()) {
          return Optional.of(Optional.<Written>empty());
        }
        upload.keep(now);
        Step step = step(home, function, change);
        return Optional.of(Optional.of(step.written()))
            .filter(_ -> committed(home, Optional.empty(), step, upload));
      });
    }
  }

  /// Changes a function as it stands when the change is made, or refuses when it is not there.
  Written change(FoundFunction found, Change change, Instant now, UnaryOperator<Function> decide) {
    Home home = found.home();
    try (Upload upload = codes.upload(home, change.zip)) {
      return FunctionRepository.again(() -> {
        Kept<Function> before =
            repository.function(home, found.name()).orElseThrow(found::absentFunction);
        Step step = step(home, decide.apply(before.body()), change);
        if (step.published().isEmpty() && step.function().equals(before.body())) {
          return Optional.of(step.written());
        }
        upload.keep(now);
        return Optional.of(step.written())
            .filter(_ -> committed(home, Optional.of(before), step, upload));
      });
    }
  }

  /// What is to be committed.
  ///
  /// @param shown the version that the caller is told of
  /// @param published the same if it is a new one
  private record Step(Function function, Configuration shown, Optional<Configuration> published) {
    Written written() {
      return new Written(function, shown);
    }
  }

  private Step step(Home home, Function function, Change change) {
    if (change.publish.isEmpty()) {
      return new Step(function, function.latest(), Optional.empty());
    }
    Optional<Configuration> last = repository.version(home, function, function.published());
    if (last.filter(function.latest()::runsLike).isPresent()) {
      return new Step(function, last.get(), Optional.empty());
    }
    long number = function.published() + 1;
    String description = change.publish.get().description.orElse(function.latest().description());
    Configuration version =
        function.latest().published(number, repository.newRevision(), description);
    return new Step(function.publishing(number), version, Optional.of(version));
  }

  /// @return false when somebody else was faster, or some code is not kept any more
  private boolean committed(Home home, Optional<Kept<Function>> before, Step step, Upload upload) {
    Function function = step.function;
    List<Write> writes = new ArrayList<>();
    List<Use> uses = new ArrayList<>(upload.end());
    writes.add(
        Write.put(
            home.function(function.name()),
            before.map(Kept::revision).orElse(Write.ABSENT),
            function));
    uses.add(
        new Use(
            CodeUse.of(function, function.latest()),
            before.map(it -> it.body().latest().program().codes()).orElse(Set.of()),
            function.latest().program().codes()));
    step.published.ifPresent(version -> {
      DocumentKey key = home.version(function.id(), function.published());
      writes.add(Write.put(key, Write.ABSENT, version));
      uses.add(new Use(CodeUse.of(function, version), Set.of(), version.program().codes()));
    });
    return codes.change(home, uses).filter(it -> committed(writes, it)).isPresent();
  }

  private boolean committed(List<Write> writes, List<Write> more) {
    List<Write> all = new ArrayList<>(writes);
    all.addAll(more);
    return repository.committed(all);
  }

  /// Deletes a function with all its versions, or refuses when it is not there.
  void delete(FoundFunction found) {
    Home home = found.home();
    boolean _ =
        FunctionRepository.again(() -> {
          Kept<Function> before =
              repository.function(home, found.name()).orElseThrow(found::absentFunction);
          Map<String, Configuration> gone = new HashMap<>();
          List<Write> writes = new ArrayList<>();
          writes.add(new Write.Delete(before.key(), before.revision()));
          gone.put(CodeUse.of(before.body(), before.body().latest()), before.body().latest());
          for (Configuration version : repository.versions(home, before.body())) {
            gone.put(CodeUse.of(before.body(), version), version);
            writes.add(deletion(home, before.body(), version));
          }
          return Optional.of(true).filter(_ -> released(home, writes, gone));
        });
  }

  /// Deletes a published version.
  ///
  /// @param decide refuses when the function as it stands does not allow it
  void delete(FoundFunction found, Configuration version, UnaryOperator<Function> decide) {
    Home home = found.home();
    boolean _ =
        FunctionRepository.again(() -> {
          Kept<Function> before =
              repository.function(home, found.name()).orElseThrow(found::absentFunction);
          Function after = decide.apply(before.body());
          List<Write> writes =
              List.of(
                  Write.put(before.key(), before.revision(), after),
                  deletion(home, after, version));
          return Optional.of(true)
              .filter(_ -> released(home, writes, Map.of(CodeUse.of(after, version), version)));
        });
  }

  private static Write deletion(Home home, Function function, Configuration version) {
    return new Write.Delete(
        home.version(function.id(), Long.parseLong(version.version())), Write.ANY);
  }

  private boolean released(Home home, List<Write> writes, Map<String, Configuration> gone) {
    List<Use> uses = new ArrayList<>();
    gone.forEach((user, version) -> uses.add(new Use(user, version.program().codes(), Set.of())));
    return codes.change(home, uses).filter(it -> committed(writes, it)).isPresent();
  }
}
