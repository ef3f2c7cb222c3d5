package dev.keyturn.server.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.server.door.Door.Why;
import dev.keyturn.server.door.House.Answer;
import dev.keyturn.server.door.House.Held;
import dev.keyturn.server.sigv4.RawRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Everybody who should not get in tries to make something, at every door: each is told AWS's exact
/// code, and nothing is ever made.
class AttemptsTest {
  private static final String OTHER_ACCOUNT = "111122223333";
  private static final AtomicInteger NUMBER = new AtomicInteger();

  @TempDir private static Path folder;
  private static House house;
  private static Held user;
  private static Held bob;
  private static Held inactive;
  private static Held deleted;
  private static Held expired;
  private static Held session;
  private static Held otherSession;
  private static Held sessionOfDeletedUser;
  private static Held sessionOfDeletedRole;
  private static Held stranger;

  @BeforeAll
  static void start() {
    house = new House(folder.resolve("data"));
    Held root = house.administrator;
    user = house.newUser(root, "alice");
    bob = house.newUser(root, "bob");
    stranger = house.newUser(house.newAccount(OTHER_ACCOUNT), "mallory");
    expired = house.newSession(user, 900);
    house.clock.advance(Duration.ofMinutes(15));
    session = house.newSession(user, 900);
    otherSession = house.newSession(user, 900);
    inactive = house.newUser(root, "inactive");
    deleted = house.newUser(root, "deleted");
    Held gone = house.newUser(root, "gone");
    sessionOfDeletedUser = house.newSession(gone, 900);
    sessionOfDeletedRole = house.newRoleSession(user, root, House.FIRST_ACCOUNT, "gone");
    for (Held held : new Held[] {inactive, deleted, gone, sessionOfDeletedUser}) {
      assertThat(house.sts(held, "GetCallerIdentity", Map.of()).isDone()).isTrue();
    }
    loseAll(gone);
  }

  private static void loseAll(Held gone) {
    iam(
        "UpdateAccessKey",
        Map.of("AccessKeyId", inactive.id(), "UserName", "inactive", "Status", "Inactive"));
    iam("DeleteAccessKey", Map.of("AccessKeyId", deleted.id(), "UserName", "deleted"));
    iam("DeleteAccessKey", Map.of("AccessKeyId", gone.id(), "UserName", "gone"));
    iam("DeleteUserPolicy", Map.of("UserName", "gone", "PolicyName", "all"));
    iam("DeleteUser", Map.of("UserName", "gone"));
    iam("DeleteRolePolicy", Map.of("RoleName", "gone", "PolicyName", "all"));
    iam("DeleteRole", Map.of("RoleName", "gone"));
  }

  private static void iam(String action, Map<String, String> input) {
    var _ = House.require(house.iam(house.administrator, action, input));
  }

  @AfterAll
  static void nothingWasMade() {
    assertThat(
            house
                .call(house.administrator, "secretsmanager.ListSecrets", Map.of())
                .json()
                .required("SecretList")
                .toString())
        .doesNotContain("attempt");
    assertThat(house.iam(house.administrator, "ListUsers", Map.of()).body())
        .contains("alice")
        .doesNotContain("attempt");
    house.close();
  }

  /// A way to try.
  interface Attempt {
    RawRequest at(Door door, RawRequest request, Instant now);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("attempts")
  void isRefused(Door door, String name, Why why, Attempt attempt) {
    RawRequest request = door.request(house, "attempt-" + NUMBER.incrementAndGet());
    RawRequest right = door.sign(request, user, house.clock.instant());
    String signature =
        (right.query() + right.header("authorization")).replaceAll("(?s).*Signature=", "");

    Answer answer = house.send(attempt.at(door, request, house.clock.instant()));

    assertThat(answer.code()).isEqualTo(why.at(door));
    assertThat(answer.body()).doesNotContain(user.secret(), signature);
  }

  static Stream<Arguments> attempts() {
    return Stream.of(Door.values())
        .flatMap(door ->
            Stream.of(keys(), sessions(), forgeries(), times())
                .flatMap(attempts -> attempts)
                .map(attempt -> Arguments.of(door, attempt.name, attempt.why, attempt.attempt)));
  }

  private record Named(String name, Why why, Attempt attempt) {}

  private static Named by(String name, Why why, java.util.function.Supplier<Held> held) {
    return new Named(name, why, (door, request, now) -> door.sign(request, held.get(), now));
  }

  private static Stream<Named> keys() {
    return Stream.of(
        new Named("nobody", Why.MISSING, (_, request, _) -> request),
        by(
            "a key that never was",
            Why.UNRECOGNIZED,
            () -> new Held("AKIA2222222222222222", user.secret(), Optional.empty())),
        by(
            "a wrong secret",
            Why.INVALID,
            () -> new Held(user.id(), "x".repeat(40), Optional.empty())),
        by(
            "another user's secret",
            Why.INVALID,
            () -> new Held(user.id(), bob.secret(), Optional.empty())),
        by(
            "another account's secret",
            Why.INVALID,
            () -> new Held(user.id(), stranger.secret(), Optional.empty())),
        by("an inactive key", Why.UNRECOGNIZED, () -> inactive),
        by("a deleted key", Why.UNRECOGNIZED, () -> deleted));
  }

  private static Stream<Named> sessions() {
    return Stream.of(
        by("an expired session", Why.EXPIRED, () -> expired),
        by(
            "an expired session with a newer token",
            Why.UNRECOGNIZED,
            () -> expired.with(session.token())),
        by("no token", Why.UNRECOGNIZED, () -> session.with(Optional.empty())),
        by("another session's token", Why.UNRECOGNIZED, () -> session.with(otherSession.token())),
        by(
            "a token with one character changed",
            Why.UNRECOGNIZED,
            () -> session.with(session.token().map(AttemptsTest::changed))),
        by("an empty token", Why.UNRECOGNIZED, () -> session.with(Optional.of(""))),
        by("a user's key with a token", Why.UNRECOGNIZED, () -> user.with(session.token())),
        by(
            "a session's key with a wrong secret",
            Why.INVALID,
            () -> new Held(session.id(), user.secret(), session.token())),
        by("a session of a deleted user", Why.UNRECOGNIZED, () -> sessionOfDeletedUser),
        by("a session of a deleted role", Why.UNRECOGNIZED, () -> sessionOfDeletedRole));
  }

  private static String changed(String token) {
    int middle = token.length() / 2;
    char other = token.charAt(middle) == 'A' ? 'B' : 'A';
    return token.substring(0, middle) + other + token.substring(middle + 1);
  }

  private static Stream<Named> forgeries() {
    return Stream.of(
        new Named(
            "another body",
            Why.INVALID,
            (door, request, now) ->
                door.sign(request, user, now).withContent(request.content() + " ")),
        new Named(
            "another name",
            Why.INVALID,
            (door, request, now) -> {
              RawRequest signed = door.sign(request, user, now);
              return signed
                  .withTarget(signed.path(), signed.query().replace("attempt", "attempt-other"))
                  .withContent(signed.content().replace("attempt", "attempt-other"));
            }),
        new Named(
            "the signature of another request",
            Why.INVALID,
            (door, request, now) -> {
              String other = door.sign(request, user, now.plusSeconds(1)).toString();
              RawRequest signed = door.sign(request, user, now);
              return door.forge(
                  signed,
                  "Signature=" + afterSignature(signed.toString()),
                  "Signature=" + afterSignature(other));
            }),
        new Named(
            "another key's id",
            Why.INVALID,
            (door, request, now) -> door.forge(door.sign(request, user, now), user.id(), bob.id())),
        new Named(
            "another region",
            Why.INVALID,
            (door, request, now) ->
                door.forge(door.sign(request, user, now), "/" + door.region + "/", "/ap-south-1/")),
        new Named(
            "another service's name",
            Why.INVALID,
            (door, request, now) ->
                door.forge(door.sign(request, user, now), "/" + door.service + "/", "/kms/")),
        new Named(
            "a signature for another service",
            Why.INVALID,
            (door, request, now) -> door.sign(request, user, now, "lambda")),
        new Named(
            "a signature for another server",
            Why.INVALID,
            (door, request, now) ->
                door.sign(request.with("host", "elsewhere.example"), user, now)),
        new Named(
            "a header that is not signed",
            Why.INVALID,
            (door, request, now) -> door.sign(request, user, now).plus("x-amz-meta", "x")),
        new Named(
            "one more parameter",
            Why.INVALID,
            (door, request, now) -> {
              RawRequest signed = door.sign(request, user, now);
              String query = signed.query().isEmpty() ? "" : signed.query() + "&";
              return signed.withTarget(signed.path(), query + "Path=%2Fx%2F");
            }));
  }

  private static String afterSignature(String request) {
    return request.replaceAll("(?s).*Signature=([0-9a-f]{64}).*", "$1");
  }

  private static Stream<Named> times() {
    return Stream.of(
        new Named(
            "long ago",
            Why.INVALID,
            (door, request, now) -> door.sign(request, user, now.minusSeconds(301))),
        new Named(
            "not yet",
            Why.INVALID,
            (door, request, now) -> door.sign(request, user, now.plusSeconds(301))),
        new Named(
            "no signature at its end",
            Why.INCOMPLETE,
            (door, request, now) -> door.forge(door.sign(request, user, now), "Signature=", "S=")));
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void whoMayGetsInAtEveryDoor(Door door) {
    Instant now = house.clock.instant();

    assertThat(house.send(door.sign(door.request(house, "made-by-" + door), user, now)).isDone())
        .isTrue();
    assertThat(
            house
                .send(door.sign(door.request(house, "made-in-session-" + door), session, now))
                .code())
        .isNotIn(Why.UNRECOGNIZED.at(door), Why.INVALID.at(door), Why.EXPIRED.at(door));
  }
}
