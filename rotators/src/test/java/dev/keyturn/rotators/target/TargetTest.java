package dev.keyturn.rotators.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.keyturn.function.StepFailed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {

  private static Target target(String host, int port) throws StepFailed {
    return Target.of(host, port, "postgres", TlsMode.AUTOMATIC);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "db.example.org",
        "my_db",
        "10.0.0.1",
        "::1",
        "[2001:db8::1]",
        "a-b.c",
        "db."
      })
  void namesAndAddressesAreHosts(String host) {
    assertThatNoException().isThrownBy(() -> target(host, 5432));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "db,other",
        "db/x?ssl=false",
        "db:5433",
        "user@db",
        "db other",
        "-db",
        "db..org",
        "",
        "fe80::1%eth0",
        "db\0",
        "http://db",
        "bücher.example"
      })
  void anythingThatADriverCouldReadAsMoreIsNoHost(String host) {
    assertThatExceptionOfType(StepFailed.class)
        .isThrownBy(() -> target(host, 5432))
        .withMessageContaining("host");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 65_536})
  void portsHaveARange(int port) {
    assertThatExceptionOfType(StepFailed.class)
        .isThrownBy(() -> target("db", port))
        .withMessageContaining("port");
  }

  @ParameterizedTest
  @CsvSource({"db,DB.,true", "db,db2,false", "::1,[::1],true"})
  void theSameServerIsSpelledAlikeUpToCaseAndDot(String one, String other, boolean same)
      throws StepFailed {
    assertThat(target(one, 5432).sameServer(target(other, 5432))).isEqualTo(same);
    assertThat(target(one, 5432).sameServer(target(other, 5433))).isFalse();
  }

  @Test
  void anAddressForMessagesBracketsIpv6() throws StepFailed {
    assertThat(target("::1", 5432).address()).isEqualTo("[::1]:5432");
    assertThat(target("db", 5432).address()).isEqualTo("db:5432");
  }
}
