package dev.keyturn.secret;

import static dev.keyturn.operation.Operation.Effect.READ;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.PageTokens;
import dev.keyturn.operation.Refusal.Validation;
import dev.keyturn.operation.Resource;
import dev.keyturn.rotation.RotationRules;
import dev.keyturn.secret.SecretListing.Query;
import dev.keyturn.secret.SecretListing.Row;
import dev.keyturn.secret.SecretListing.SortBy;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Lists the secrets of an account and region, page by page.
public final class ListSecrets {
  private static final String ACTION = "secretsmanager:ListSecrets";
  private static final int PAGE = 100;

  private final SecretListing listing;
  private final PageTokens pages;
  private final AccessDays accesses;

  ListSecrets(SecretListing listing, PageTokens pages, AccessDays accesses) {
    this.listing = listing;
    this.pages = pages;
    this.accesses = accesses;
  }

  public record Input(
      Optional<Boolean> includePlannedDeletion,
      Optional<Integer> maxResults,
      Optional<String> nextToken,
      Optional<String> sortOrder,
      Optional<String> sortBy) {}

  public record Output(List<Entry> secretList, Optional<String> nextToken) {}

  /// One secret. It has no place for a value.
  public record Entry(
      String arn,
      String name,
      Optional<String> type,
      Optional<String> description,
      Optional<String> kmsKeyId,
      Optional<Boolean> rotationEnabled,
      Optional<String> rotationLambdaARN,
      Optional<RotationRules> rotationRules,
      Optional<Instant> lastRotatedDate,
      Instant lastChangedDate,
      Optional<Instant> lastAccessedDate,
      Optional<Instant> deletedDate,
      Optional<Instant> nextRotationDate,
      Optional<List<Tag>> tags,
      Optional<Map<String, List<String>>> secretVersionsToStages,
      Instant createdDate) {}

  /// The operation's row in the table.
  Operation<Input, Resource.Any, Output> row() {
    return new Operation<>(
            "ListSecrets",
            Input.class,
            Output.class,
            READ,
            ACTION,
            (_, _) -> Resource.ANY,
            this::handle)
        .without(
            "Filters",
            "SecretList.ExternalSecretRotationMetadata",
            "SecretList.ExternalSecretRotationRoleArn",
            "SecretList.OwningService",
            "SecretList.PrimaryRegion");
  }

  Output handle(Call call, Resource.Any all, Input input) {
    Query query = query(input);
    String name = "ListSecrets " + call.account() + " " + call.region() + " " + query;
    String after = input.nextToken().map(token -> pages.position(name, token)).orElse("");
    int most = input.maxResults().orElse(PAGE);
    List<Row> rows = listing.rows(call, query, after, most + 1);
    List<Row> page = rows.subList(0, Math.min(most, rows.size()));
    return new Output(
        page.stream().map(row -> entry(row.stored())).toList(),
        rows.size() > most
            ? Optional.of(pages.issue(name, page.getLast().position()))
            : Optional.empty());
  }

  private static Query query(Input input) {
    return new Query(
        input.sortBy().map(ListSecrets::sortBy).orElse(SortBy.CREATED_DATE),
        input.sortOrder().map(order -> !order.equals("desc")).orElse(true),
        input.includePlannedDeletion().orElse(false));
  }

  private static SortBy sortBy(String text) {
    return Arrays.stream(SortBy.values())
        .filter(it -> it.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(text))
        .findFirst()
        .orElseThrow(() ->
            new Validation(
                "1 validation error detected: Value '%s' at 'sortBy' failed to satisfy constraint: Member must satisfy enum value set: [created-date, last-accessed-date, last-changed-date, name]"
                    .formatted(text)));
  }

  private Entry entry(Stored stored) {
    Secret secret = stored.secret();
    Shown shown = new Shown(secret);
    return new Entry(
        secret.arn(),
        secret.name(),
        secret.details().type(),
        secret.details().description(),
        secret.details().kmsKeyId(),
        shown.rotationEnabled(),
        shown.rotationFunction(),
        shown.rotationRules(),
        shown.lastRotated(),
        secret.lastChanged(),
        accesses.of(stored.key()),
        secret.deletion(),
        shown.nextRotation(),
        shown.tags(),
        shown.stages(),
        secret.created());
  }
}
