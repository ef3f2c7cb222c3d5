package dev.keyturn.rotators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.rotators.target.Redis;
import dev.keyturn.rotators.target.RedisDialer;
import dev.keyturn.rotators.target.TargetPolicy;
import dev.keyturn.rotators.target.TargetTrust;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;

/// Tests on Redis servers of their own, after each of which no password stands in any of their logs
/// and files.
abstract class OnRealRedis {
  static final String FUNCTION = "SecretsManagerElasticacheUserRotation";

  /// What a user needs to change itself.
  static final List<String> SELF =
      List.of("+acl|getuser", "+acl|setuser", "+acl|save", "+config|rewrite");

  final FakeSecrets secrets = new FakeSecrets(RealRedis::remember);
  final String user = RealRedis.newName("app");
  final String first = RealRedis.newPassword();
  List<RealRedis> nodes = List.of();

  @AfterEach
  void noPasswordIsInLogsAndFiles() {
    for (RealRedis node : nodes) {
      assertThat(node.traces()).contains("Ready to accept connections");
      assertThat(RealRedis.passwordsIn(node.traces())).isZero();
      node.close();
    }
  }

  static RedisDialer dialer() {
    return Redis.dialer(TargetPolicy.standard(), TargetTrust.of(Optional.empty()));
  }

  /// Connections before each of which something else happens.
  static RedisDialer dialerAfter(AtomicReference<Runnable> meanwhile) {
    return target -> {
      meanwhile.get().run();
      return dialer().dial(target);
    };
  }

  /// Servers that all know the user, with the first password and the right to change itself.
  final void startNodes(int count) {
    nodes = Stream.generate(RealRedis::start).limit(count).toList();
    nodes.forEach(node -> setUser(node, SELF));
  }

  final void setUser(RealRedis node, List<String> more) {
    node.setUser(user, "on", "~app:*", "+get", "+set", RealRedis.rule(first));
    node.setUser(user, more.toArray(String[]::new));
  }

  /// The secret of the user at all servers.
  final RotatedSecret secret(String more) {
    return secret(dialer(), more);
  }

  final RotatedSecret secret(RedisDialer dialer, String more) {
    BuiltInFunctions functions = new BuiltInFunctions(new Redis(dialer));
    RotatedSecret secret =
        new RotatedSecret(user, secrets, functions.find(FUNCTION).orElseThrow().function());
    secrets.store(secret.arn, "version-0", json(user, first, more));
    return secret;
  }

  /// The JSON of a secret, with more members where wanted.
  final String json(String name, String password, String more) {
    String hosts =
        nodes.stream()
            .skip(1)
            .map(node -> "\"" + node.address() + "\"")
            .collect(Collectors.joining(","));
    return """
    {"engine":"redis","host":"%s","port":%d,"username":"%s","password":"%s","hosts":[%s]%s}\
    """
        .formatted(nodes.getFirst().host(), nodes.getFirst().port(), name, password, hosts, more);
  }

  /// The superuser's secret, for all servers.
  final String superuser() {
    String arn = secretArn("admin");
    nodes.forEach(
        node -> node.setUser(RealRedis.ADMIN, RealRedis.rule(nodes.getFirst().adminPassword())));
    secrets.store(arn, "admin-0", json(RealRedis.ADMIN, nodes.getFirst().adminPassword(), ""));
    return arn;
  }

  static String secretArn(String name) {
    return "arn:aws:secretsmanager:eu-west-1:000000000000:secret:" + name + "-AbCdEf";
  }

  final void assertOpensEverywhere(String password) {
    assertThat(nodes).allMatch(node -> node.opens(user, password));
  }

  /// The user holds these passwords at every server, and no others.
  final void assertHeld(String... passwords) {
    List<String> digests = Arrays.stream(passwords).map(RealRedis::digest).toList();
    for (RealRedis node : nodes) {
      assertThat(node.digests(user)).containsExactlyInAnyOrderElementsOf(digests);
    }
  }
}
