package dev.keyturn.secret;

import static dev.keyturn.operation.Operation.Effect.READ;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.PageTokens;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Lists the versions of a secret in the order in which they were made.
public final class ListSecretVersionIds {
  private static final String ACTION = "secretsmanager:ListSecretVersionIds";
  private static final int PAGE = 100;

  private final SecretRepository repository;
  private final PageTokens pages;
  private final AccessDays accesses;
  private final Values values;

  ListSecretVersionIds(
      SecretRepository repository, PageTokens pages, AccessDays accesses, Values values) {
    this.repository = repository;
    this.pages = pages;
    this.accesses = accesses;
    this.values = values;
  }

  public record Input(
      String secretId,
      Optional<Integer> maxResults,
      Optional<String> nextToken,
      Optional<Boolean> includeDeprecated) {}

  public record Output(List<Entry> versions, Optional<String> nextToken, String arn, String name) {}

  /// One version. It has no place for a value.
  ///
  /// @param versionStages absent for a deprecated version
  /// @param kmsKeyIds absent for the placeholder of a rotation, which nothing encrypts yet
  public record Entry(
      String versionId,
      Optional<List<String>> versionStages,
      Optional<Instant> lastAccessedDate,
      Instant createdDate,
      Optional<List<String>> kmsKeyIds) {}

  /// The operation's row in the table.
  Operation<Input, Stored, Output> row() {
    return new Operation<>(
        "ListSecretVersionIds",
        Input.class,
        Output.class,
        READ,
        ACTION,
        repository.lookup(ACTION, Input::secretId),
        this::handle);
  }

  Output handle(Call call, Stored stored, Input input) {
    boolean deprecated = input.includeDeprecated().orElse(false);
    String name = "ListSecretVersionIds " + stored.arn() + " " + deprecated;
    String after = input.nextToken().map(token -> pages.position(name, token)).orElse("");
    int most = input.maxResults().orElse(PAGE);
    List<Version> rows =
        stored.secret().versions().values().stream()
            .filter(version -> deprecated || !version.labels().isEmpty())
            .filter(version -> position(version).compareTo(after) > 0)
            .sorted(Comparator.comparing(ListSecretVersionIds::position))
            .toList();
    List<Version> page = rows.subList(0, Math.min(most, rows.size()));
    LastReads reads = accesses.known(stored.key());
    return new Output(
        page.stream().map(version -> entry(stored.key(), version, reads)).toList(),
        rows.size() > most
            ? Optional.of(pages.issue(name, position(page.getLast())))
            : Optional.empty(),
        stored.arn(),
        stored.secret().name());
  }

  private static String position(Version version) {
    return SecretListing.sortable(version.created()) + " " + version.id();
  }

  private Entry entry(SecretKey key, Version version, LastReads reads) {
    return new Entry(
        version.id(),
        Optional.of(List.copyOf(version.labels())).filter(labels -> !labels.isEmpty()),
        reads.of(version.id()).map(AccessDays::midnight),
        version.created(),
        version.key().map(wrapped -> List.of(shown(key, wrapped.keyArn()))));
  }

  private String shown(SecretKey key, String keyArn) {
    return values.isDefault(key, keyArn) ? "DefaultEncryptionKey" : keyArn;
  }
}
