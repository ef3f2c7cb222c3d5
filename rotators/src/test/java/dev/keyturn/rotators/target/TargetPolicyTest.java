package dev.keyturn.rotators.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetPolicyTest {

  private static boolean mayConnect(TargetPolicy policy, String address, int port) {
    return policy.refusal(new InetSocketAddress(InetAddress.ofLiteral(address), port)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "169.254.0.1",
        "fe80::1",
        "fd00:ec2::254",
        "100.100.100.200",
        "168.63.129.16",
        "0.0.0.0",
        "::",
        "224.0.0.1",
        "ff02::1",
        "255.255.255.255",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe"
      })
  void linkLocalMetadataAndMulticastAddressesAreDeniedByDefault(String address) {
    assertThat(mayConnect(TargetPolicy.standard(), address, 5432)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1", "10.1.2.3", "192.0.2.7", "::1", "2001:db8::1", "64:ff9b::c000:207"})
  void otherAddressesAreAllowedByDefault(String address) {
    assertThat(mayConnect(TargetPolicy.standard(), address, 5432)).isTrue();
  }

  @Test
  void allowOutweighsDenySoThatAListCanBeClosed() {
    TargetPolicy closed =
        TargetPolicy.of(List.of("10.1.0.0/16"), List.of("0.0.0.0/0", "::/0"), List::of);
    assertThat(mayConnect(closed, "10.1.2.3", 5432)).isTrue();
    assertThat(mayConnect(closed, "10.2.2.3", 5432)).isFalse();
    assertThat(mayConnect(closed, "2001:db8::1", 5432)).isFalse();
  }

  @Test
  void allowLiftsADefault() {
    TargetPolicy open = TargetPolicy.of(List.of("169.254.10.0/24"), List.of(), List::of);
    assertThat(mayConnect(open, "169.254.10.9", 5432)).isTrue();
    assertThat(mayConnect(open, "169.254.169.254", 5432)).isFalse();
  }

  @Test
  void thisServersOwnListenersAreDeniedEvenWhenAllowed() {
    TargetPolicy policy =
        TargetPolicy.of(
            List.of("0.0.0.0/0"),
            List.of(),
            () -> List.of(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 7117)));
    assertThat(mayConnect(policy, "127.0.0.1", 7117)).isFalse();
    assertThat(mayConnect(policy, "127.0.0.1", 5432)).isTrue();
    assertThat(mayConnect(policy, "192.0.2.7", 7117)).isTrue();
  }

  @Test
  void aListenerOnEveryAddressIsDeniedOnEveryAddressOfThisMachine() {
    TargetPolicy policy =
        TargetPolicy.of(
            List.of(),
            List.of(),
            () -> List.of(new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 7117)));
    assertThat(mayConnect(policy, "127.0.0.1", 7117)).isFalse();
    assertThat(mayConnect(policy, "127.9.9.9", 7117)).isFalse();
    assertThat(mayConnect(policy, "::1", 7117)).isFalse();
    assertThat(mayConnect(policy, "192.0.2.7", 7117)).isTrue();
  }

  @Test
  void aListenerWhosePortIsChosenLaterIsDeniedFromThenOn() {
    List<InetSocketAddress> listeners = new ArrayList<>();
    TargetPolicy policy = TargetPolicy.of(List.of(), List.of(), () -> listeners);
    assertThat(mayConnect(policy, "127.0.0.1", 40_117)).isTrue();
    listeners.add(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 40_117));
    assertThat(mayConnect(policy, "127.0.0.1", 40_117)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "db.example.org", "", "::/129"})
  void whatIsNoNetworkStopsTheStart(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Network.parse(text))
        .withMessageContaining("Not a network");
  }

  @Test
  void aPrefixMayEndInsideAByte() {
    Network network = Network.parse("172.16.0.0/12");
    assertThat(network.contains(InetAddress.ofLiteral("172.31.255.255"))).isTrue();
    assertThat(network.contains(InetAddress.ofLiteral("172.32.0.0"))).isFalse();
  }
}
