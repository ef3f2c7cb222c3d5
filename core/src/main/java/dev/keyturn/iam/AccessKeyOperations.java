package dev.keyturn.iam;

import dev.keyturn.iam.AccessKeyDocument.Read;
import dev.keyturn.iam.AccessKeyUses.Use;
import dev.keyturn.iam.Commits.Decided;
import dev.keyturn.iam.Pages.Wanted;
import dev.keyturn.identity.Principal;
import dev.keyturn.identity.Principal.Kind;
import dev.keyturn.key.MasterKey;
import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Nothing;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.LimitExceeded;
import dev.keyturn.operation.Refusal.NoSuchEntity;
import dev.keyturn.store.Write;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The operations on the access keys of users: at most two each, so that one can be replaced while
/// the other is in use.
public final class AccessKeyOperations {
  private static final int MOST = 2;

  private final Directory directory;
  private final MasterKey master;
  private final AccessKeyUses uses;

  AccessKeyOperations(Directory directory, MasterKey master, AccessKeyUses uses) {
    this.directory = directory;
    this.master = master;
    this.uses = uses;
  }

  List<Operation<?, ?, ?>> rows() {
    return List.of(
        Row.write("CreateAccessKey", CreateAccessKey.class, Made.class, this::minted, this::create),
        Row.write(
            "UpdateAccessKey", UpdateAccessKey.class, Nothing.class, this::switched, this::update),
        Row.write(
            "DeleteAccessKey", DeleteAccessKey.class, Nothing.class, this::doomed, this::delete),
        Row.read("ListAccessKeys", ListAccessKeys.class, Page.class, this::listed, this::list),
        Row.read(
            "GetAccessKeyLastUsed",
            GetAccessKeyLastUsed.class,
            Used.class,
            this::owner,
            this::lastUsed));
  }

  public record CreateAccessKey(Optional<String> userName) {}

  public record UpdateAccessKey(Optional<String> userName, String accessKeyId, String status) {}

  public record DeleteAccessKey(Optional<String> userName, String accessKeyId) {}

  public record ListAccessKeys(
      Optional<String> userName, Optional<String> marker, Optional<Integer> maxItems) {}

  public record GetAccessKeyLastUsed(String accessKeyId) {}

  public record Made(New accessKey) {}

  /// The only answer that holds a secret access key.
  public record New(
      String userName,
      String accessKeyId,
      String status,
      SecretValue secretAccessKey,
      Instant createDate) {}

  public record Page(List<Shown> accessKeyMetadata, boolean isTruncated, Optional<String> marker) {}

  /// A key as listings show it. It has no place for the secret.
  public record Shown(String userName, String accessKeyId, String status, Instant createDate) {}

  public record Used(String userName, LastUsed accessKeyLastUsed) {}

  /// @param lastUsedDate absent when it was never used
  public record LastUsed(Optional<Instant> lastUsedDate, String serviceName, String region) {
    static final LastUsed NEVER = new LastUsed(Optional.empty(), "N/A", "N/A");

    static LastUsed of(Use use) {
      return new LastUsed(Optional.of(use.at()), use.service(), use.region());
    }
  }

  private Found<User> minted(Call call, CreateAccessKey input) {
    return directory.user(call, input.userName());
  }

  private Made create(Call call, Found<User> found, CreateAccessKey input) {
    return directory
        .commits()
        .decide(
            call.account(),
            () -> {
              Stored<User> stored = found.require();
              User user = stored.entity();
              if (user.accessKeys().size() >= MOST) {
                throw new LimitExceeded("Cannot exceed quota for AccessKeysPerUser: " + MOST);
              }
              Credential made =
                  new Credential(
                      directory.ids().accessKey("AKIA"),
                      SecretValue.ofString(directory.ids().secretKey()),
                      new Principal(Kind.USER, call.account(), stored.arn(), user.id()),
                      true);
              List<String> keys =
                  Stream.concat(user.accessKeys().stream(), Stream.of(made.accessKeyId())).toList();
              return Decided.of(
                  new Made(
                      new New(
                          user.name(),
                          made.accessKeyId(),
                          "Active",
                          made.secretAccessKey(),
                          call.at())),
                  directory.users().change(stored, user.keyed(keys)),
                  AccessKeyDocument.seal(made, master, call.at()).put(Write.ABSENT));
            });
  }

  private Found<User> switched(Call call, UpdateAccessKey input) {
    return directory.user(call, input.userName());
  }

  private Nothing update(Call call, Found<User> found, UpdateAccessKey input) {
    return directory
        .commits()
        .decide(
            call.account(),
            () -> {
              Read read = key(found.require(), input.accessKeyId());
              return Decided.of(Nothing.NOTHING, read.switched(input.status().equals("Active")));
            });
  }

  private Found<User> doomed(Call call, DeleteAccessKey input) {
    return directory.user(call, input.userName());
  }

  private Nothing delete(Call call, Found<User> found, DeleteAccessKey input) {
    return directory
        .commits()
        .decide(
            call.account(),
            () -> {
              Stored<User> stored = found.require();
              Read read = key(stored, input.accessKeyId());
              List<String> keys =
                  stored.entity().accessKeys().stream()
                      .filter(it -> !it.equals(input.accessKeyId()))
                      .toList();
              return Decided.of(
                  Nothing.NOTHING,
                  directory.users().change(stored, stored.entity().keyed(keys)),
                  read.deletion(),
                  AccessKeyUses.deletion(input.accessKeyId()));
            });
  }

  private Read key(Stored<User> user, String accessKeyId) {
    return AccessKeyDocument.read(directory.store(), accessKeyId)
        .filter(it -> it.key().isOf(user.account(), user.entity().id()))
        .orElseThrow(() -> noSuchKey(accessKeyId));
  }

  private static NoSuchEntity noSuchKey(String accessKeyId) {
    return new NoSuchEntity("The Access Key with id %s cannot be found.".formatted(accessKeyId));
  }

  private Found<User> listed(Call call, ListAccessKeys input) {
    return directory.user(call, input.userName());
  }

  private Page list(Call call, Found<User> found, ListAccessKeys input) {
    User user = found.require().entity();
    Wanted wanted = new Wanted("ListAccessKeys " + user.id(), input.marker(), input.maxItems());
    Slice<Shown> slice =
        directory
            .pages()
            .of(call, wanted, user.accessKeys(), it -> it)
            .map(it -> AccessKeyDocument.read(directory.store(), it).orElseThrow().key())
            .map(it ->
                new Shown(
                    user.name(),
                    it.accessKeyId(),
                    it.active() ? "Active" : "Inactive",
                    it.created()));
    return new Page(slice.items(), slice.isTruncated(), slice.marker());
  }

  /// Whose key it is.
  private Found<User> owner(Call call, GetAccessKeyLastUsed input) {
    Optional<Stored<User>> owner =
        AccessKeyDocument.read(directory.store(), input.accessKeyId())
            .filter(it -> it.key().account().equals(call.account().value()))
            .flatMap(it -> directory.users().byId(call.account(), it.key().principalId()));
    String name = owner.map(it -> it.entity().name()).orElse("*");
    return new Found<>(directory.users(), call.account(), name, owner);
  }

  private Used lastUsed(Call call, Found<User> owner, GetAccessKeyLastUsed input) {
    String userName =
        owner.stored().orElseThrow(() -> noSuchKey(input.accessKeyId())).entity().name();
    return new Used(
        userName, uses.of(input.accessKeyId()).map(LastUsed::of).orElse(LastUsed.NEVER));
  }
}
