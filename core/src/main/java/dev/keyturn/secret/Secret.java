package dev.keyturn.secret;

import dev.keyturn.rotation.RotationRules;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A secret without its values: metadata, versions, and the labels that point at them. Immutable:
/// every change is a new instance, to be committed against the revision that was read.
///
/// @param arn the full ARN, with its random suffix
/// @param lastChanged when value, labels or metadata last changed
/// @param deletion the planned end of a scheduled deletion
/// @param versions by id, in the order of creation
public record Secret(
    String arn,
    String name,
    Details details,
    Instant created,
    Instant lastChanged,
    Optional<Instant> deletion,
    Optional<RotationSettings> rotation,
    Map<String, Version> versions) {

  public Secret {
    versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
  }

  /// What its owner says about a secret.
  ///
  /// @param kmsKeyId as the user gave it; empty for the default key
  /// @param type the partner that holds the secret, for managed external secrets
  /// @param policy who may do what with the secret, beside what policies of identities say
  public record Details(
      Optional<String> description,
      Optional<String> kmsKeyId,
      Optional<String> type,
      SortedMap<String, String> tags,
      Optional<ResourcePolicy> policy) {

    public Details {
      tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
    }

    Details withTags(SortedMap<String, String> others) {
      return new Details(description, kmsKeyId, type, others, policy);
    }

    Details withPolicy(Optional<ResourcePolicy> other) {
      return new Details(description, kmsKeyId, type, tags, other);
    }
  }

  /// How a secret rotates. Present once rotation was ever turned on.
  ///
  /// @param superuser the `masterarn` that RotateSecret checked and pinned
  /// @param lastRotated when the last rotation succeeded
  /// @param next the *end* of the next window, which is what NextRotationDate shows
  public record RotationSettings(
      boolean enabled,
      Optional<String> functionArn,
      RotationRules rules,
      Optional<String> superuser,
      Optional<Instant> lastRotated,
      Optional<Instant> next) {

    RotationSettings enabled(boolean on) {
      return new RotationSettings(on, functionArn, rules, superuser, lastRotated, next);
    }
  }

  /// The version that carries a label.
  public Optional<Version> labelled(String label) {
    return labelled(versions, label);
  }

  private static Optional<Version> labelled(Map<String, Version> versions, String label) {
    for (Version version : versions.values()) {
      if (version.labels().contains(label)) {
        return Optional.of(version);
      }
    }
    return Optional.empty();
  }

  /// The version with this id.
  public Optional<Version> version(String id) {
    return Optional.ofNullable(versions.get(id));
  }

  /// Adds or replaces a version without moving any label by itself.
  public Secret with(Version version) {
    Map<String, Version> more = new LinkedHashMap<>(versions);
    more.put(version.id(), version);
    return withVersions(more);
  }

  /// Attaches a label to a version, taking it from wherever it was. When AWSCURRENT moves,
  /// AWSPREVIOUS goes to the version that it leaves, for whichever operation moves it.
  public Secret label(String label, String versionId) {
    Optional<String> from = labelled(label).map(Version::id);
    if (from.filter(versionId::equals).isPresent()) {
      return this;
    }
    // All in one go: each copy is of up to a hundred versions.
    Map<String, Version> moved = new LinkedHashMap<>(versions);
    detach(moved, label);
    attach(moved, label, versionId);
    if (label.equals(Labels.CURRENT)) {
      detach(moved, Labels.PREVIOUS);
      from.ifPresent(left -> attach(moved, Labels.PREVIOUS, left));
    }
    return withVersions(moved);
  }

  /// Takes a label off whichever version carries it.
  public Secret unlabel(String label) {
    if (labelled(label).isEmpty()) {
      return this;
    }
    Map<String, Version> without = new LinkedHashMap<>(versions);
    detach(without, label);
    return withVersions(without);
  }

  private static void detach(Map<String, Version> versions, String label) {
    labelled(versions, label)
        .ifPresent(version -> versions.put(version.id(), version.withoutLabel(label)));
  }

  private void attach(Map<String, Version> versions, String label, String versionId) {
    Version version = versions.get(versionId);
    if (version == null) {
      throw new IllegalArgumentException("No version " + versionId + " in " + arn);
    }
    versions.put(versionId, version.withLabel(label));
  }

  /// How many labels there are in all.
  public int labelCount() {
    return versions.values().stream().mapToInt(version -> version.labels().size()).sum();
  }

  /// The same secret with other versions.
  public Secret withVersions(Map<String, Version> changed) {
    return new Secret(arn, name, details, created, lastChanged, deletion, rotation, changed);
  }

  /// The same secret, changed at this instant.
  public Secret changedAt(Instant at) {
    return new Secret(arn, name, details, created, at, deletion, rotation, versions);
  }

  /// The same secret with other rotation settings.
  public Secret withRotation(RotationSettings settings) {
    return new Secret(
        arn, name, details, created, lastChanged, deletion, Optional.of(settings), versions);
  }

  Secret withDetails(Details changed) {
    return new Secret(arn, name, changed, created, lastChanged, deletion, rotation, versions);
  }

  Secret withDeletion(Optional<Instant> planned) {
    return new Secret(arn, name, details, created, lastChanged, planned, rotation, versions);
  }
}
