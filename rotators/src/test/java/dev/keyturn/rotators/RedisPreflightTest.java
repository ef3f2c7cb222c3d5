package dev.keyturn.rotators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.function.Finding;
import dev.keyturn.function.Finding.Status;
import dev.keyturn.function.Preflight;
import dev.keyturn.function.RotationFunction.Context;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What a check finds at real Redis servers, and that it changes no user there.
class RedisPreflightTest extends OnRealRedis {

  private List<Finding> check(RotatedSecret secret) {
    List<Finding> findings = new ArrayList<>();
    secret.function.check(
        new Preflight(secret.arn, secret.superuserArn, Optional.empty()),
        new Context(secrets, secret.environment, Instant.MAX),
        findings::add);
    assertHeld(first);
    assertThat(RealRedis.passwordsIn(findings.toString())).isZero();
    return findings;
  }

  private void assertFails(List<Finding> findings, String item, String text, String remedy) {
    assertThat(findings)
        .filteredOn(finding -> finding.status() == Status.FAILED)
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.item()).isEqualTo(item);
          assertThat(finding.text()).contains(text);
          assertThat(finding.remedy()).contains(remedy);
        });
  }

  private String changeAt(RealRedis node) {
    return "change at " + node.address();
  }

  @Test
  void aUserThatMayChangeItselfPassesEverywhere() {
    startNodes(2);
    List<Finding> findings = check(secret(""));
    assertThat(findings).noneMatch(finding -> finding.status() == Status.FAILED);
    assertThat(findings)
        .extracting(Finding::item)
        .contains("log-in", changeAt(nodes.getFirst()), changeAt(nodes.getLast()));
  }

  @Test
  void aRightThatIsMissingIsFound() {
    startNodes(2);
    nodes.getLast().setUser(user, "-acl", "+acl|getuser", "+acl|save");
    assertFails(check(secret("")), changeAt(nodes.getLast()), "NOPERM", "+acl|setuser");
  }

  @Test
  void aServerThatCannotKeepUsersIsFound() {
    nodes = List.of(RealRedis.start(RealRedis.Keeping.NOWHERE));
    setUser(nodes.getFirst(), SELF);
    assertFails(
        check(secret("")), changeAt(nodes.getFirst()), "no configuration file", "\"persist\"");
  }

  @Test
  void aSuperuserIsTriedToo() {
    startNodes(1);
    nodes.getFirst().setUser(user, "-acl", "-config");
    RotatedSecret secret = secret(",\"masterarn\":\"" + superuser() + "\"");
    secret.superuserArn = Optional.of(secretArn("admin"));
    assertThat(check(secret)).noneMatch(finding -> finding.status() == Status.FAILED);
  }
}
