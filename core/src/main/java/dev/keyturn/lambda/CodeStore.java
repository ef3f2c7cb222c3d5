package dev.keyturn.lambda;

import dev.keyturn.function.CodeArchive;
import dev.keyturn.key.MasterKey;
import dev.keyturn.operation.Refusal.CodeStorageExceeded;
import dev.keyturn.store.Document;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Json;
import dev.keyturn.store.Kept;
import dev.keyturn.store.Write;
import dev.keyturn.store.Write.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Keeps zips, each once for an account and a region, in sealed chunks under the hash of the whole.
/// Chunks are written one by one before what uses them: until then the zip's document is due to be
/// taken away, so that a crash in between leaves nothing for ever. Thread-safe.
final class CodeStore {
  private static final int CHUNK = 1024 * 1024;
  private static final Duration PATIENCE = Duration.ofHours(1);
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final int BATCH = 100;

  private final FunctionRepository repository;
  private final CodeSeal seal;
  private final long most;

  /// @param most bytes of all zips of an account in a region
  CodeStore(FunctionRepository repository, MasterKey master, long most) {
    this.repository = repository;
    this.seal = new CodeSeal(master);
    this.most = most;
  }

  long most() {
    return most;
  }

  /// A zip that is kept.
  CodeArchive archive(Home home, Code code) {
    return new ChunkedArchive(home, code.sha256(), repository, seal);
  }

  /// The bytes of all zips of an account in a region.
  long stored(Home home) {
    return repository.all(Home.CODES, home.prefix(), StoredCode.class).stream()
        .mapToLong(it -> it.body().code().size())
        .sum();
  }

  /// Writes a zip that is not kept yet. Nobody uses it before [#change] is committed.
  ///
  /// @throws CodeStorageExceeded when there is no room for it
  void keep(Home home, CheckedZip zip, Instant now) {
    DocumentKey key = home.code(zip.code().sha256());
    int chunks = Math.toIntExact((zip.code().size() + CHUNK - 1) / CHUNK);
    boolean _ =
        FunctionRepository.again(() -> {
          Optional<Kept<StoredCode>> known = repository.get(key, StoredCode.class);
          if (known.filter(it -> !it.body().users().isEmpty()).isPresent()) {
            return Optional.of(true);
          }
          if (known.isEmpty()) {
            demandRoom(home, zip.code());
          }
          long expected = known.map(Kept::revision).orElse(Write.ABSENT);
          StoredCode reserved = new StoredCode(zip.code(), chunks, Set.of());
          return Optional.of(true)
              .filter(_ -> repository.committed(List.of(due(key, expected, reserved, now))))
              .filter(_ -> write(home, zip, chunks));
        });
  }

  private void demandRoom(Home home, Code code) {
    if (stored(home) + code.size() > most) {
      throw new CodeStorageExceeded("Code storage limit exceeded.");
    }
  }

  private static Write due(DocumentKey key, long expected, StoredCode code, Instant now) {
    return new Write.Put(
        key, expected, Json.write(code), Optional.of(now.plus(PATIENCE)), Lease.RELEASE);
  }

  private boolean write(Home home, CheckedZip zip, int chunks) {
    for (int i = 0; i < chunks; i++) {
      String payload = CodeSeal.payload(home, zip.code().sha256(), i);
      if (repository.store().payload(payload).isEmpty()) {
        byte[] part = zip.part(i * CHUNK, CHUNK);
        // What somebody else has written meanwhile under this key is the same.
        boolean _ =
            repository.committed(
                List.of(
                    new Write.PutPayload(payload, seal.seal(home, zip.code().sha256(), i, part))));
        Arrays.fill(part, (byte) 0);
      }
    }
    return true;
  }

  /// What something uses, before a commit and after it.
  ///
  /// @param user as [CodeUse] names it
  /// @param before the commit is to hold only if this is so
  record Use(String user, Set<Code> before, Set<Code> after) {}

  /// The part of a commit by which some use other zips than before: those that nobody uses any more
  /// go.
  ///
  /// @return empty when one of them is not kept, or no longer
  Optional<List<Write>> change(Home home, List<Use> uses) {
    Set<Code> codes = new LinkedHashSet<>();
    for (Use use : uses) {
      codes.addAll(use.before);
      codes.addAll(use.after);
    }
    List<Write> writes = new ArrayList<>();
    for (Code code : codes) {
      Optional<Kept<StoredCode>> kept = find(home, code);
      if (kept.isPresent()) {
        writes.addAll(change(home, kept.get(), uses));
      } else if (uses.stream()
          .anyMatch(it -> it.after.contains(code) && !it.before.contains(code))) {
        return Optional.empty();
      }
    }
    return Optional.of(writes);
  }

  private static List<Write> change(Home home, Kept<StoredCode> kept, List<Use> uses) {
    StoredCode stored = kept.body();
    Set<String> users = new HashSet<>(stored.users());
    for (Use use : uses) {
      if (use.after.contains(stored.code())) {
        users.add(use.user);
      } else if (use.before.contains(stored.code())) {
        users.remove(use.user);
      }
    }
    if (users.equals(stored.users())) {
      return List.of();
    }
    return users.isEmpty()
        ? deletion(home, kept)
        : List.of(
            Write.put(
                kept.key(),
                kept.revision(),
                new StoredCode(stored.code(), stored.chunks(), users)));
  }

  private Optional<Kept<StoredCode>> find(Home home, Code code) {
    return repository.get(home.code(code.sha256()), StoredCode.class);
  }

  private static List<Write> deletion(Home home, Kept<StoredCode> kept) {
    List<Write> writes = new ArrayList<>();
    writes.add(new Write.Delete(kept.key(), kept.revision()));
    for (int i = 0; i < kept.body().chunks(); i++) {
      writes.add(new Write.DeletePayload(CodeSeal.payload(home, kept.body().code().sha256(), i)));
    }
    return writes;
  }

  /// Takes away what was left behind in the midst of an upload.
  ///
  /// @return how many zips were removed
  int tidy(Instant now) {
    int removed = 0;
    List<Document> due;
    do {
      due = repository.store().claimDue(Home.CODES, now, LEASE, BATCH);
      for (Document document : due) {
        Kept<StoredCode> kept = Kept.of(document, StoredCode.class);
        removed += repository.committed(deletion(Home.of(kept.key()), kept)) ? 1 : 0;
      }
    } while (due.size() == BATCH);
    return removed;
  }
}
