package dev.keyturn.iam;

import dev.keyturn.iam.Commits.Decided;
import dev.keyturn.iam.Entity.Bounded;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.ConditionKeys;
import dev.keyturn.operation.Nothing;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.NoSuchEntity;
import dev.keyturn.store.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The operations on permissions boundaries of users and roles.
public final class Boundaries {
  private final Directory directory;
  private final Limits limits;

  Boundaries(Directory directory) {
    this.directory = directory;
    this.limits = new Limits(directory);
  }

  List<Operation<?, ?, ?>> rows() {
    return List.of(
        put(directory.users(), PutUserPermissionsBoundary.class),
        put(directory.roles(), PutRolePermissionsBoundary.class),
        delete(directory.users(), DeleteUserPermissionsBoundary.class),
        delete(directory.roles(), DeleteRolePermissionsBoundary.class));
  }

  /// A request that names a bearer.
  interface OfBearer {
    String bearer();
  }

  /// A request that sets a boundary.
  interface Put extends OfBearer {
    String permissionsBoundary();
  }

  public record PutUserPermissionsBoundary(String userName, String permissionsBoundary)
      implements Put {
    @Override
    public String bearer() {
      return userName;
    }
  }

  public record PutRolePermissionsBoundary(String roleName, String permissionsBoundary)
      implements Put {
    @Override
    public String bearer() {
      return roleName;
    }
  }

  public record DeleteUserPermissionsBoundary(String userName) implements OfBearer {
    @Override
    public String bearer() {
      return userName;
    }
  }

  public record DeleteRolePermissionsBoundary(String roleName) implements OfBearer {
    @Override
    public String bearer() {
      return roleName;
    }
  }

  /// A boundary as answers show it.
  public record Shown(String permissionsBoundaryType, String permissionsBoundaryArn) {
    Shown(String arn) {
      this("Policy", arn);
    }
  }

  private <E extends Record & Bounded<E>, I extends Record & Put> Operation<?, ?, ?> put(
      Entities<E> entities, Class<I> input) {
    return Row.<I, Found<E>, Nothing>write(
            "Put" + Grant.title(entities.sort()) + "PermissionsBoundary",
            input,
            Nothing.class,
            (call, it) -> entities.find(call.account(), it.bearer()),
            (call, found, it) -> set(call, found, Optional.of(it.permissionsBoundary())))
        .keyed(
            ConditionKeys.<I>none()
                .with("iam:PermissionsBoundary", it -> Optional.of(it.permissionsBoundary())));
  }

  private <E extends Record & Bounded<E>, I extends Record & OfBearer> Operation<?, ?, ?> delete(
      Entities<E> entities, Class<I> input) {
    return Row.<I, Found<E>, Nothing>write(
        "Delete" + Grant.title(entities.sort()) + "PermissionsBoundary",
        input,
        Nothing.class,
        (call, it) -> entities.find(call.account(), it.bearer()),
        (call, found, _) -> set(call, found, Optional.empty()));
  }

  private <E extends Record & Bounded<E>> Nothing set(
      Call call, Found<E> found, Optional<String> boundary) {
    return directory
        .commits()
        .decide(
            call.account(),
            () -> {
              Stored<E> stored = found.require();
              E after = stored.entity().bounded(boundary);
              List<Write> writes = new ArrayList<>();
              writes.add(found.in().change(stored, after));
              writes.addAll(limits.dropped(call, stored.entity()));
              writes.addAll(limits.chosen(call, after));
              return Decided.of(Nothing.NOTHING, writes);
            });
  }

  /// What a change of a boundary writes beside the bearer.
  ///
  /// @param directory where policies are found
  record Limits(Directory directory) {

    /// Refuses a boundary that is no policy.
    List<Write> chosen(Call call, Bounded<?> bearer) {
      return bearer.boundary().map(arn -> chosen(call, bearer, arn)).orElse(List.of());
    }

    private List<Write> chosen(Call call, Bounded<?> bearer, String arn) {
      PolicyCatalog.Named named = directory.policies().find(call, arn);
      if (named.managed().isEmpty()) {
        throw new NoSuchEntity("Scope ARN: %s does not exist or is not attachable.".formatted(arn));
      }
      List<Write> writes = new ArrayList<>();
      named.stored().map(directory.policies().local()::touch).ifPresent(writes::add);
      writes.add(Uses.boundaries(directory.store()).added(call.account(), arn, bearer.id()));
      return writes;
    }

    List<Write> dropped(Call call, Bounded<?> bearer) {
      return bearer.boundary().stream()
          .map(arn -> Uses.boundaries(directory.store()).removed(call.account(), arn, bearer.id()))
          .toList();
    }
  }
}
