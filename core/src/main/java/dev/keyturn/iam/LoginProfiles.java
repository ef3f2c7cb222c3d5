package dev.keyturn.iam;

import dev.keyturn.iam.Commits.Decided;
import dev.keyturn.iam.LoginProfile.Read;
import dev.keyturn.identity.Principal.Kind;
import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Nothing;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Refusal.AccessDenied;
import dev.keyturn.operation.Refusal.EntityAlreadyExists;
import dev.keyturn.operation.Refusal.InvalidUserType;
import dev.keyturn.operation.Refusal.NoSuchEntity;
import dev.keyturn.operation.Refusal.PasswordPolicyViolation;
import dev.keyturn.store.Write;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/// The operations on users' passwords for the console. A password is kept as its hash alone.
public final class LoginProfiles {
  private static final int SHORTEST = 8;
  private static final int FEWEST_KINDS = 3;

  private final Directory directory;
  private final PasswordHashing passwords;

  LoginProfiles(Directory directory, PasswordHashing passwords) {
    this.directory = directory;
    this.passwords = passwords;
  }

  List<Operation<?, ?, ?>> rows() {
    return List.of(
        Row.write(
            "CreateLoginProfile",
            CreateLoginProfile.class,
            Made.class,
            this::toCreate,
            this::create),
        Row.read("GetLoginProfile", GetLoginProfile.class, One.class, this::toGet, this::get),
        Row.write(
            "UpdateLoginProfile",
            UpdateLoginProfile.class,
            Nothing.class,
            this::toUpdate,
            this::update),
        Row.write(
            "DeleteLoginProfile",
            DeleteLoginProfile.class,
            Nothing.class,
            this::toDelete,
            this::delete),
        Row.write(
            "ChangePassword", ChangePassword.class, Nothing.class, this::toChange, this::change));
  }

  public record CreateLoginProfile(
      String userName, SecretValue password, Optional<Boolean> passwordResetRequired) {}

  public record GetLoginProfile(String userName) {}

  public record UpdateLoginProfile(
      String userName, Optional<SecretValue> password, Optional<Boolean> passwordResetRequired) {}

  public record DeleteLoginProfile(String userName) {}

  public record ChangePassword(SecretValue oldPassword, SecretValue newPassword) {}

  public record Made(Shown loginProfile) {}

  public record One(Shown loginProfile) {}

  /// A profile as answers show it. It has no place for the password.
  public record Shown(String userName, Instant createDate, boolean passwordResetRequired) {
    static Shown of(User user, LoginProfile profile) {
      return new Shown(user.name(), profile.created(), profile.resetRequired());
    }
  }

  private Found<User> toCreate(Call call, CreateLoginProfile input) {
    return directory.user(call, input.userName());
  }

  private Made create(Call call, Found<User> found, CreateLoginProfile input) {
    demandStrong(input.password());
    LoginProfile made =
        new LoginProfile(
            passwords.hash(input.password()),
            input.passwordResetRequired().orElse(false),
            call.at());
    return directory
        .commits()
        .decide(
            call.account(),
            () -> {
              Stored<User> user = found.require();
              if (LoginProfile.of(directory.store(), user).isPresent()) {
                throw new EntityAlreadyExists(
                    "Login Profile for user %s already exists.".formatted(user.entity().name()));
              }
              return Decided.of(
                  new Made(Shown.of(user.entity(), made)),
                  made.put(user, Write.ABSENT),
                  directory.users().touch(user));
            });
  }

  private Found<User> toGet(Call call, GetLoginProfile input) {
    return directory.user(call, input.userName());
  }

  private One get(Call call, Found<User> found, GetLoginProfile input) {
    Stored<User> user = found.require();
    return new One(Shown.of(user.entity(), require(user).profile()));
  }

  private Found<User> toUpdate(Call call, UpdateLoginProfile input) {
    return directory.user(call, input.userName());
  }

  private Nothing update(Call call, Found<User> found, UpdateLoginProfile input) {
    input.password().ifPresent(LoginProfiles::demandStrong);
    Optional<String> hash = input.password().map(passwords::hash);
    return directory
        .commits()
        .decide(
            call.account(),
            () -> {
              Stored<User> user = found.require();
              Read read = require(user);
              LoginProfile after =
                  new LoginProfile(
                      hash.orElse(read.profile().hash()),
                      input.passwordResetRequired().orElse(read.profile().resetRequired()),
                      read.profile().created());
              return Decided.of(Nothing.NOTHING, after.put(user, read.revision()));
            });
  }

  private Found<User> toDelete(Call call, DeleteLoginProfile input) {
    return directory.user(call, input.userName());
  }

  private Nothing delete(Call call, Found<User> found, DeleteLoginProfile input) {
    return directory
        .commits()
        .decide(
            call.account(),
            () -> {
              Stored<User> user = found.require();
              return Decided.of(
                  Nothing.NOTHING, LoginProfile.deletion(user, require(user).revision()));
            });
  }

  private Found<User> toChange(Call call, ChangePassword input) {
    if (call.caller().principal().kind() != Kind.USER) {
      throw new InvalidUserType("Only users can change their own password.");
    }
    return directory.user(call, Optional.empty());
  }

  private Nothing change(Call call, Found<User> found, ChangePassword input) {
    demandStrong(input.newPassword());
    Stored<User> before = found.require();
    Read known = require(before);
    if (!passwords.matches(input.oldPassword(), known.profile().hash())) {
      throw new AccessDenied("The old password was incorrect.");
    }
    LoginProfile after =
        new LoginProfile(passwords.hash(input.newPassword()), false, known.profile().created());
    return directory
        .commits()
        .decide(
            call.account(),
            () -> {
              Stored<User> user = found.require();
              if (require(user).revision() != known.revision()) {
                throw new AccessDenied("The old password was incorrect.");
              }
              return Decided.of(Nothing.NOTHING, after.put(user, known.revision()));
            });
  }

  private Read require(Stored<User> user) {
    return LoginProfile.of(directory.store(), user)
        .orElseThrow(() ->
            new NoSuchEntity(
                "Login Profile for User %s cannot be found.".formatted(user.entity().name())));
  }

  private static void demandStrong(SecretValue password) {
    String clear = password.revealString();
    if (clear.length() < SHORTEST) {
      throw new PasswordPolicyViolation(
          "Password should have a minimum length of " + SHORTEST + ".");
    }
    IntPredicate symbol = it -> !Character.isLetterOrDigit(it);
    long kinds =
        Stream.<IntPredicate>of(
                Character::isUpperCase, Character::isLowerCase, Character::isDigit, symbol)
            .filter(it -> clear.codePoints().anyMatch(it))
            .count();
    if (kinds < FEWEST_KINDS) {
      throw new PasswordPolicyViolation(
          "Password should have at least three of: an uppercase letter, a lowercase letter, a"
              + " number, a symbol.");
    }
  }
}
