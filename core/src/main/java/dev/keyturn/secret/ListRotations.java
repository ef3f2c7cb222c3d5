package dev.keyturn.secret;

import static dev.keyturn.operation.Operation.Effect.READ;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.PageTokens;
import dev.keyturn.operation.Resource;
import dev.keyturn.rotation.Rotation;
import dev.keyturn.rotation.Standing;
import dev.keyturn.secret.Secret.RotationSettings;
import dev.keyturn.store.Document;
import dev.keyturn.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Lists the rotations of an account and region, by the names of their secrets.
public final class ListRotations {
  private static final int PAGE = 100;

  /// How many are looked at for one page, when few of them are asked for.
  private static final int LOOKED_AT = 10_000;

  private final Store store;
  private final SecretRepository secrets;
  private final PageTokens pages;

  ListRotations(RotationParts parts, PageTokens pages) {
    this.store = parts.store();
    this.secrets = parts.repository();
    this.pages = pages;
  }

  Operation<Input, Resource.Any, Output> row() {
    return new Operation<>(
        "ListRotations",
        Input.class,
        Output.class,
        READ,
        "keyturn:ListRotations",
        (_, _) -> Resource.ANY,
        this::handle);
  }

  /// @param conditions only rotations with one of them; none: all
  public record Input(
      Optional<List<String>> conditions, Optional<Integer> maxResults, Optional<String> nextToken) {

    boolean wants(Standing standing) {
      return conditions.isEmpty()
          || standing.conditions().stream().map(Enum::name).anyMatch(conditions.get()::contains);
    }
  }

  public record Output(List<Entry> rotations, Optional<String> nextToken) {}

  /// One rotation, in short.
  public record Entry(
      String arn,
      String name,
      boolean rotationEnabled,
      String state,
      List<String> conditions,
      String explanation,
      Optional<Integer> attempt,
      Optional<Instant> unsettledSinceDate,
      Optional<Instant> overdueSinceDate,
      Optional<Instant> nextTryDate,
      Optional<Instant> lastRotatedDate,
      Optional<Long> denialWindowMillis,
      Optional<StepShown> lastFailure) {}

  Output handle(Call call, Resource.Any all, Input input) {
    String prefix = SecretKey.prefix(call.account(), call.region());
    String listing = "ListRotations " + prefix;
    String position = input.nextToken().map(token -> pages.position(listing, token)).orElse("");
    int most = input.maxResults().orElse(PAGE);
    List<Entry> entries = new ArrayList<>();
    for (int looked = 0; looked < LOOKED_AT; looked += PAGE) {
      List<Document> found = store.scan("rotation", prefix, position, PAGE);
      for (Document document : found) {
        if (entries.size() == most) {
          return new Output(entries, Optional.of(pages.issue(listing, position)));
        }
        entry(document, input, call.at()).ifPresent(entries::add);
        position = document.key().key();
      }
      if (found.size() < PAGE) {
        return new Output(entries, Optional.empty());
      }
    }
    return new Output(entries, Optional.of(pages.issue(listing, position)));
  }

  /// None when it is not asked for, or when the secret was purged meanwhile.
  private Optional<Entry> entry(Document document, Input input, Instant now) {
    Rotation rotation = RotationRepository.found(document).rotation();
    return Optional.of(document.key().key())
        .filter(_ -> input.wants(rotation.standing(now)))
        .flatMap(key -> secrets.get(SecretKey.parse(key)))
        .map(stored -> entry(stored.secret(), rotation, now));
  }

  private static Entry entry(Secret secret, Rotation rotation, Instant now) {
    RotationShown shown = new RotationShown(rotation, now);
    return new Entry(
        secret.arn(),
        secret.name(),
        secret.rotation().filter(RotationSettings::enabled).isPresent(),
        shown.state(),
        shown.conditions(),
        shown.explanation(),
        shown.attempt(),
        rotation.unsettledSince(),
        shown.standing().overdueSince(),
        shown.standing().nextTry(),
        secret.rotation().flatMap(RotationSettings::lastRotated),
        shown.denialWindowMillis(),
        shown.lastFailure());
  }
}
