package dev.keyturn.secret;

import dev.keyturn.operation.Call;
import dev.keyturn.operation.PageTokens;
import dev.keyturn.operation.Resource;
import dev.keyturn.rotation.Rotation;
import dev.keyturn.secret.Secret.RotationSettings;
import dev.keyturn.store.Document;
import dev.keyturn.store.Store;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Lists the rotations of an account and region, by the names of their secrets.
public final class ListRotations {
  private static final int PAGE = 100;

  private final Store store;
  private final SecretRepository secrets;
  private final PageTokens pages;

  ListRotations(Store store, SecretRepository secrets, PageTokens pages) {
    this.store = store;
    this.secrets = secrets;
    this.pages = pages;
  }

  public record Input(Optional<Integer> maxResults, Optional<String> nextToken) {}

  public record Output(List<Entry> rotations, Optional<String> nextToken) {}

  /// One rotation, in short.
  public record Entry(
      String arn,
      String name,
      boolean rotationEnabled,
      String state,
      String explanation,
      Optional<Integer> attempt,
      Optional<Instant> nextTryDate,
      Optional<Instant> lastRotatedDate,
      Optional<Long> denialWindowMillis,
      Optional<StepShown> lastFailure) {}

  Output handle(Call call, Resource.Any all, Input input) {
    String prefix = SecretKey.prefix(call.account(), call.region());
    String listing = "ListRotations " + prefix;
    String after = input.nextToken().map(token -> pages.position(listing, token)).orElse("");
    int most = input.maxResults().orElse(PAGE);
    List<Document> found = store.scan("rotation", prefix, after, most + 1);
    List<Document> page = found.subList(0, Math.min(most, found.size()));
    return new Output(
        page.stream().flatMap(document -> entry(document, call.at())).toList(),
        found.size() > most
            ? Optional.of(pages.issue(listing, page.getLast().key().key()))
            : Optional.empty());
  }

  /// None when the secret was purged meanwhile.
  private Stream<Entry> entry(Document document, Instant now) {
    Rotation rotation = RotationRepository.found(document).rotation();
    return secrets.get(SecretKey.parse(document.key().key())).stream()
        .map(stored -> entry(stored.secret(), rotation, now));
  }

  private static Entry entry(Secret secret, Rotation rotation, Instant now) {
    RotationShown shown = new RotationShown(rotation, now);
    return new Entry(
        secret.arn(),
        secret.name(),
        secret.rotation().filter(RotationSettings::enabled).isPresent(),
        shown.state(),
        shown.explanation(),
        shown.attempt(),
        shown.nextTry(),
        secret.rotation().flatMap(RotationSettings::lastRotated),
        shown.denialWindowMillis(),
        shown.lastFailure());
  }
}
