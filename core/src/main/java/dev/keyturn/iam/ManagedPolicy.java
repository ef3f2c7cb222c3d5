package dev.keyturn.iam;

import dev.keyturn.iam.Entity.Tagged;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A policy with a name and an ARN of its own, in up to five versions, one of which counts.
///
/// @param latest the number of the newest version that ever was, so that none comes again
/// @param versions those that are kept, the newest first
/// @param counting the number of the default version
public record ManagedPolicy(
    String id,
    String name,
    String path,
    Instant created,
    Optional<String> description,
    int latest,
    List<Version> versions,
    int counting,
    Map<String, String> tags)
    implements Tagged<ManagedPolicy> {

  /// One version of the document.
  public record Version(int number, String document, Instant created) {

    /// As AWS writes it: `v1`.
    public String id() {
      return "v" + number;
    }
  }

  public ManagedPolicy {
    versions = List.copyOf(versions);
    tags = Sorted.copyOf(tags);
  }

  /// The document that counts.
  public String document() {
    return version("v" + counting).orElseThrow().document();
  }

  Optional<Version> version(String versionId) {
    return versions.stream().filter(it -> it.id().equals(versionId)).findFirst();
  }

  boolean counts(Version version) {
    return version.number() == counting;
  }

  /// When the newest version was made.
  Instant updated() {
    return versions.stream().map(Version::created).max(Comparator.naturalOrder()).orElse(created);
  }

  ManagedPolicy and(String document, Instant now, boolean asDefault) {
    Version version = new Version(latest + 1, document, now);
    List<Version> more =
        java.util.stream.Stream.concat(java.util.stream.Stream.of(version), versions.stream())
            .toList();
    return with(version.number(), more, asDefault ? version.number() : counting);
  }

  ManagedPolicy without(Version version) {
    return with(latest, versions.stream().filter(it -> !it.equals(version)).toList(), counting);
  }

  ManagedPolicy counting(Version version) {
    return with(latest, versions, version.number());
  }

  private ManagedPolicy with(int newLatest, List<Version> newVersions, int newCounting) {
    return new ManagedPolicy(
        id, name, path, created, description, newLatest, newVersions, newCounting, tags);
  }

  @Override
  public ManagedPolicy tagged(Map<String, String> newTags) {
    return new ManagedPolicy(
        id, name, path, created, description, latest, versions, counting, newTags);
  }
}
