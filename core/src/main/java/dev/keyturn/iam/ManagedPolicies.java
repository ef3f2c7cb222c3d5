package dev.keyturn.iam;

import dev.keyturn.access.Policy.Form;
import dev.keyturn.iam.Commits.Decided;
import dev.keyturn.iam.ManagedPolicy.Version;
import dev.keyturn.iam.Pages.Wanted;
import dev.keyturn.iam.PolicyCatalog.Named;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.ConditionKeys;
import dev.keyturn.operation.Nothing;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.DeleteConflict;
import dev.keyturn.operation.Refusal.EntityAlreadyExists;
import dev.keyturn.operation.Refusal.LimitExceeded;
import dev.keyturn.operation.Refusal.NoSuchEntity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The operations on managed policies and their versions.
public final class ManagedPolicies {
  private static final int LONGEST = 6_144;
  private static final int MOST_VERSIONS = 5;

  private final Directory directory;
  private final Entities<ManagedPolicy> local;

  ManagedPolicies(Directory directory) {
    this.directory = directory;
    this.local = directory.policies().local();
  }

  List<Operation<?, ?, ?>> rows() {
    return List.of(
        Row.write("CreatePolicy", CreatePolicy.class, Made.class, this::planned, this::create)
            .keyed(ConditionKeys.<CreatePolicy>none().withTags(it -> Tag.of(it.tags())))
            .needing(it -> Tag.needed("iam:TagPolicy", it.tags())),
        Row.read("GetPolicy", GetPolicy.class, One.class, this::named, this::get),
        Row.write("DeletePolicy", DeletePolicy.class, Nothing.class, this::named, this::delete),
        Row.write(
            "CreatePolicyVersion",
            CreatePolicyVersion.class,
            MadeVersion.class,
            this::named,
            this::add),
        Row.read(
            "GetPolicyVersion",
            GetPolicyVersion.class,
            OneVersion.class,
            this::named,
            this::getVersion),
        Row.read(
            "ListPolicyVersions",
            ListPolicyVersions.class,
            Versions.class,
            this::named,
            this::listVersions),
        Row.write(
            "DeletePolicyVersion",
            DeletePolicyVersion.class,
            Nothing.class,
            this::named,
            this::remove),
        Row.write(
            "SetDefaultPolicyVersion",
            SetDefaultPolicyVersion.class,
            Nothing.class,
            this::named,
            this::setDefault));
  }

  /// A request that names a policy.
  interface OfPolicy {
    String policyArn();
  }

  public record CreatePolicy(
      String policyName,
      Optional<String> path,
      String policyDocument,
      Optional<String> description,
      Optional<List<Tag>> tags) {}

  public record GetPolicy(String policyArn) implements OfPolicy {}

  public record DeletePolicy(String policyArn) implements OfPolicy {}

  public record CreatePolicyVersion(
      String policyArn, String policyDocument, Optional<Boolean> setAsDefault)
      implements OfPolicy {}

  public record GetPolicyVersion(String policyArn, String versionId) implements OfPolicy {}

  public record ListPolicyVersions(
      String policyArn, Optional<String> marker, Optional<Integer> maxItems) implements OfPolicy {}

  public record DeletePolicyVersion(String policyArn, String versionId) implements OfPolicy {}

  public record SetDefaultPolicyVersion(String policyArn, String versionId) implements OfPolicy {}

  public record Made(PolicyShown policy) {}

  public record One(PolicyShown policy) {}

  public record MadeVersion(VersionShown policyVersion) {}

  public record OneVersion(VersionShown policyVersion) {}

  public record Versions(
      List<VersionShown> versions, boolean isTruncated, Optional<String> marker) {}

  /// A version as answers show it.
  public record VersionShown(
      Optional<String> document, String versionId, boolean isDefaultVersion, Instant createDate) {
    static VersionShown of(ManagedPolicy policy, Version version) {
      return new VersionShown(
          Optional.empty(), version.id(), policy.counts(version), version.created());
    }

    static VersionShown withDocument(ManagedPolicy policy, Version version) {
      return new VersionShown(
          Optional.of(PolicyText.shown(version.document())),
          version.id(),
          policy.counts(version),
          version.created());
    }
  }

  private Named named(Call call, OfPolicy input) {
    return directory.policies().find(call, input.policyArn());
  }

  private Place planned(Call call, CreatePolicy input) {
    return new Place(
        local.arn(call.account(), input.path().orElse("/"), input.policyName()).toString());
  }

  private Made create(Call call, Place planned, CreatePolicy input) {
    demandFit(input.policyDocument());
    return directory
        .commits()
        .decide(
            call.account(),
            () -> {
              if (local.named(call.account(), input.policyName()).isPresent()) {
                throw new EntityAlreadyExists(
                    "A policy called %s already exists. Duplicate names are not allowed."
                        .formatted(input.policyName()));
              }
              directory.demandRoom(call, local);
              ManagedPolicy policy = policy(call, input);
              return Decided.of(
                  new Made(PolicyShown.of(planned.arn(), policy, PolicyShown.Use.NONE)),
                  local.creation(call.account(), policy));
            });
  }

  private ManagedPolicy policy(Call call, CreatePolicy input) {
    return new ManagedPolicy(
        directory.ids().unique(local.sort().prefix()),
        input.policyName(),
        input.path().orElse("/"),
        call.at(),
        input.description(),
        1,
        List.of(new Version(1, input.policyDocument(), call.at())),
        1,
        Tag.of(input.tags()));
  }

  private static void demandFit(String document) {
    PolicyText.demand(document, Form.IDENTITY);
    PolicyText.demandShort(document, LONGEST, "PolicySize");
  }

  private One get(Call call, Named named, GetPolicy input) {
    ManagedPolicy policy = named.require();
    return new One(
        PolicyShown.of(
            named.arn(), policy, PolicyShown.Use.of(directory, call.account(), named.arn())));
  }

  private Nothing delete(Call call, Named named, DeletePolicy input) {
    return directory
        .commits()
        .decide(
            call.account(),
            () -> {
              Stored<ManagedPolicy> stored = again(call, named);
              PolicyShown.Use use = PolicyShown.Use.of(directory, call.account(), named.arn());
              if (use.attachments() + use.boundaries() > 0) {
                throw new DeleteConflict("Cannot delete a policy attached to entities.");
              }
              if (stored.entity().versions().size() > 1) {
                throw new DeleteConflict(
                    "This policy has more than one version. Before you delete a policy, you must delete"
                        + " the policy's versions. The default version is deleted with the policy.");
              }
              return Decided.of(Nothing.NOTHING, local.deletion(stored));
            });
  }

  /// The policy as it is now.
  private Stored<ManagedPolicy> again(Call call, Named named) {
    return directory.policies().find(call, named.arn()).requireOwn();
  }

  private MadeVersion add(Call call, Named named, CreatePolicyVersion input) {
    demandFit(input.policyDocument());
    return directory
        .commits()
        .decide(
            call.account(),
            () -> {
              Stored<ManagedPolicy> stored = again(call, named);
              if (stored.entity().versions().size() >= MOST_VERSIONS) {
                throw new LimitExceeded(
                    "A managed policy can have up to %d versions. Before you create a new version, you must delete an existing version."
                        .formatted(MOST_VERSIONS));
              }
              ManagedPolicy after =
                  stored
                      .entity()
                      .and(input.policyDocument(), call.at(), input.setAsDefault().orElse(false));
              return Decided.of(
                  new MadeVersion(VersionShown.of(after, after.versions().getFirst())),
                  local.change(stored, after));
            });
  }

  private OneVersion getVersion(Call call, Named named, GetPolicyVersion input) {
    ManagedPolicy policy = named.require();
    Version version = version(named, policy, input.versionId());
    return new OneVersion(VersionShown.withDocument(policy, version));
  }

  private Versions listVersions(Call call, Named named, ListPolicyVersions input) {
    ManagedPolicy policy = named.require();
    Wanted wanted =
        new Wanted("ListPolicyVersions " + policy.id(), input.marker(), input.maxItems());
    Slice<VersionShown> slice =
        directory
            .pages()
            .of(
                call,
                wanted,
                policy.versions(),
                // The newest first.
                it -> "%010d".formatted(Integer.MAX_VALUE - it.number()))
            .map(it -> VersionShown.of(policy, it));
    return new Versions(slice.items(), slice.isTruncated(), slice.marker());
  }

  private Nothing remove(Call call, Named named, DeletePolicyVersion input) {
    return directory
        .commits()
        .decide(
            call.account(),
            () -> {
              Stored<ManagedPolicy> stored = again(call, named);
              Version version = version(named, stored.entity(), input.versionId());
              if (stored.entity().counts(version)) {
                throw new DeleteConflict("Cannot delete the default version of a policy.");
              }
              return Decided.of(
                  Nothing.NOTHING, local.change(stored, stored.entity().without(version)));
            });
  }

  private Nothing setDefault(Call call, Named named, SetDefaultPolicyVersion input) {
    return directory
        .commits()
        .decide(
            call.account(),
            () -> {
              Stored<ManagedPolicy> stored = again(call, named);
              Version version = version(named, stored.entity(), input.versionId());
              return Decided.of(
                  Nothing.NOTHING, local.change(stored, stored.entity().counting(version)));
            });
  }

  private static Version version(Named named, ManagedPolicy policy, String versionId) {
    return policy
        .version(versionId)
        .orElseThrow(() ->
            new NoSuchEntity(
                "Policy %s version %s does not exist or is not attachable."
                    .formatted(named.arn(), versionId)));
  }
}
