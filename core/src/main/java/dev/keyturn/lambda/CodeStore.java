package dev.keyturn.lambda;

import dev.keyturn.function.CodeArchive;
import dev.keyturn.key.MasterKey;
import dev.keyturn.lambda.FunctionRepository.Kept;
import dev.keyturn.operation.Refusal.CodeStorageExceeded;
import dev.keyturn.store.Document;
import dev.keyturn.store.DocumentKey;
import dev.keyturn.store.Json;
import dev.keyturn.store.Write;
import dev.keyturn.store.Write.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

  /// Writes a zip that is not kept yet. Nobody uses it before [#use] is committed.
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

  /// The part of a commit by which something uses other zips than before: those that nobody uses
  /// any more go.
  ///
  /// @param user as [CodeUse] names it
  /// @param before what it used; it is the caller's that this is so when the commit is done
  /// @return empty when one of them is gone: it has to be kept again
  Optional<List<Write>> use(Home home, String user, Set<Code> before, Set<Code> after) {
    List<Write> writes = new ArrayList<>();
    for (Code code : after) {
      if (!before.contains(code)) {
        Optional<Kept<StoredCode>> kept = find(home, code);
        if (kept.isEmpty()) {
          return Optional.empty();
        }
        Set<String> users = new HashSet<>(kept.get().body().users());
        users.add(user);
        writes.add(with(kept.get(), users));
      }
    }
    Set<Code> gone = new HashSet<>(before);
    gone.removeAll(after);
    writes.addAll(release(home, Map.of(user, gone)));
    return Optional.of(writes);
  }

  /// The part of a commit by which some use their zips no longer.
  ///
  /// @param uses what each of them used
  List<Write> release(Home home, Map<String, Set<Code>> uses) {
    Set<Code> codes = new HashSet<>();
    uses.values().forEach(codes::addAll);
    List<Write> writes = new ArrayList<>();
    for (Code code : codes) {
      find(home, code)
          .ifPresent(kept -> {
            Set<String> users = new HashSet<>(kept.body().users());
            users.removeAll(uses.keySet());
            writes.addAll(users.isEmpty() ? deletion(home, kept) : List.of(with(kept, users)));
          });
    }
    return writes;
  }

  private Optional<Kept<StoredCode>> find(Home home, Code code) {
    return repository.get(home.code(code.sha256()), StoredCode.class);
  }

  private static Write with(Kept<StoredCode> kept, Set<String> users) {
    return FunctionRepository.put(
        kept.key(),
        kept.revision(),
        new StoredCode(kept.body().code(), kept.body().chunks(), users));
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
        Kept<StoredCode> kept = FunctionRepository.kept(document, StoredCode.class);
        removed += repository.committed(deletion(Home.of(kept.key()), kept)) ? 1 : 0;
      }
    } while (due.size() == BATCH);
    return removed;
  }
}
