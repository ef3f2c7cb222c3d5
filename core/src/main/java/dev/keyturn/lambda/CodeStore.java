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

  /// Begins an upload.
  ///
  /// @param zip empty: there is nothing to upload
  Upload upload(Home home, Optional<CheckedZip> zip) {
    return new Upload(home, zip);
  }

  /// One upload of a zip. From when it is kept to the end the upload itself is one of those that
  /// use it: so nobody takes away what others count on while they still write.
  final class Upload implements AutoCloseable {
    private final Home home;
    private final Optional<CheckedZip> zip;
    private final String user = StoredCode.upload(repository.newRevision());

    private Upload(Home home, Optional<CheckedZip> zip) {
      this.home = home;
      this.zip = zip;
    }

    /// Writes what is not kept yet. Nobody else uses it before [#change] is committed.
    ///
    /// @throws CodeStorageExceeded when there is no room for it
    void keep(Instant now) {
      zip.ifPresent(it -> CodeStore.this.keep(home, it, user, now));
    }

    /// The end of the upload, as a part of the commit by which something else uses the zip.
    List<Use> end() {
      return zip.map(it -> new Use(user, Set.of(it.code()), Set.of())).stream().toList();
    }

    /// Ends it without one. Nothing is left to do when there was one.
    @Override
    public void close() {
      boolean _ =
          FunctionRepository.again(() ->
              change(home, end())
                  .filter(writes -> writes.isEmpty() || repository.committed(writes))
                  .map(_ -> true));
    }
  }

  private void keep(Home home, CheckedZip zip, String upload, Instant now) {
    DocumentKey key = home.code(zip.code().sha256());
    int chunks = Math.toIntExact((zip.code().size() + CHUNK - 1) / CHUNK);
    boolean whole =
        FunctionRepository.again(() -> {
          Optional<Kept<StoredCode>> known = repository.get(key, StoredCode.class);
          if (known.isEmpty()) {
            demandRoom(home, zip.code());
          }
          Set<String> users = new HashSet<>(known.map(it -> it.body().users()).orElse(Set.of()));
          users.add(upload);
          Write put =
              new Write.Put(
                  key,
                  known.map(Kept::revision).orElse(Write.ABSENT),
                  Json.write(new StoredCode(zip.code(), chunks, users)),
                  Optional.of(now.plus(PATIENCE)),
                  Lease.RELEASE);
          return Optional.of(known.filter(it -> it.body().isWhole()).isPresent())
              .filter(_ -> repository.committed(List.of(put)));
        });
    if (!whole) {
      write(home, zip, chunks);
    }
  }

  private void demandRoom(Home home, Code code) {
    if (stored(home) + code.size() > most) {
      throw new CodeStorageExceeded("Code storage limit exceeded.");
    }
  }

  private void write(Home home, CheckedZip zip, int chunks) {
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
      Optional<Document> kept = repository.store().get(home.code(code.sha256()));
      Optional<StoredCode> stored = kept.map(it -> Kept.of(it, StoredCode.class)).map(Kept::body);
      if (isNew(code, uses) && stored.filter(it -> mayBeUsed(it, uses)).isEmpty()) {
        return Optional.empty();
      }
      kept.ifPresent(it -> writes.addAll(change(home, it, stored.orElseThrow(), uses)));
    }
    return Optional.of(writes);
  }

  private static boolean isNew(Code code, List<Use> uses) {
    return uses.stream().anyMatch(it -> it.after.contains(code) && !it.before.contains(code));
  }

  /// What is being uploaded is only for who has uploaded it.
  private static boolean mayBeUsed(StoredCode stored, List<Use> uses) {
    return stored.isWhole() || uses.stream().anyMatch(it -> stored.users().contains(it.user));
  }

  private static List<Write> change(Home home, Document kept, StoredCode stored, List<Use> uses) {
    Set<String> users = new HashSet<>(stored.users());
    for (Use use : uses) {
      if (use.after.contains(stored.code())) {
        users.add(use.user);
      } else if (use.before.contains(stored.code())) {
        users.remove(use.user);
      }
    }
    return users.equals(stored.users()) ? List.of() : become(home, kept, stored.usedBy(users));
  }

  /// The zip with other users, due as it was as long as there are uploads among them.
  private static List<Write> become(Home home, Document kept, StoredCode after) {
    if (after.users().isEmpty()) {
      return deletion(home, kept, after);
    }
    Optional<Instant> due = kept.due().filter(_ -> after.isBeingUploaded());
    return List.of(
        new Write.Put(kept.key(), kept.revision(), Json.write(after), due, Lease.RELEASE));
  }

  private static List<Write> deletion(Home home, Document kept, StoredCode gone) {
    List<Write> writes = new ArrayList<>();
    writes.add(new Write.Delete(kept.key(), kept.revision()));
    for (int i = 0; i < gone.chunks(); i++) {
      writes.add(new Write.DeletePayload(CodeSeal.payload(home, gone.code().sha256(), i)));
    }
    return writes;
  }

  /// Ends uploads that somebody left in their midst, and takes away what nobody else uses.
  ///
  /// @return how many zips were removed
  int tidy(Instant now) {
    int removed = 0;
    List<Document> due;
    do {
      due = repository.store().claimDue(Home.CODES, now, LEASE, BATCH);
      for (Document document : due) {
        StoredCode after = Kept.of(document, StoredCode.class).body().withoutUploads();
        boolean done = repository.committed(become(Home.of(document.key()), document, after));
        removed += done && after.users().isEmpty() ? 1 : 0;
      }
    } while (due.size() == BATCH);
    return removed;
  }
}
