package dev.keyturn.rotators.target;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Which addresses a rotation may connect to: secrets are written by users, and a server that
/// connects wherever they say is a way into its own network. It is asked about the very address
/// that is connected to, so that a name which resolves differently the second time gains nothing.
///
/// Link-local and metadata addresses and this server's own listeners are denied unless the allow
/// list names them; `allow` outweighs `deny`, so `deny` of everything with a few `allow` is a
/// closed list. Immutable and thread-safe.
public final class TargetPolicy {
  private static final List<Network> DENIED_BY_DEFAULT =
      networks(
          List.of(
              "0.0.0.0/8", // this host, under names that hide it
              "::/128",
              "169.254.0.0/16", // link-local, with the metadata service of most clouds
              "fe80::/10",
              "fd00:ec2::/32", // AWS's metadata and DNS over IPv6
              "fd20:ce::254", // Google's metadata over IPv6
              "100.100.100.200", // Alibaba's metadata
              "192.0.0.192", // Oracle's metadata
              "168.63.129.16", // Azure's platform address
              "224.0.0.0/4",
              "255.255.255.255",
              "ff00::/8"));
  private static final Network NAT64 = Network.parse("64:ff9b::/96");

  private final List<Network> allow;
  private final List<Network> deny;
  private final Supplier<List<InetSocketAddress>> ownListeners;

  private TargetPolicy(
      List<Network> allow, List<Network> deny, Supplier<List<InetSocketAddress>> ownListeners) {
    this.allow = allow;
    this.deny = deny;
    this.ownListeners = ownListeners;
  }

  /// A policy from networks in CIDR notation.
  ///
  /// @param ownListeners where this server listens; asked at each connection, because a port that
  ///   the system chooses is known only once the server listens
  /// @throws IllegalArgumentException when a text is no network
  public static TargetPolicy of(
      List<String> allow, List<String> deny, Supplier<List<InetSocketAddress>> ownListeners) {
    return new TargetPolicy(networks(allow), networks(deny), ownListeners);
  }

  /// The defaults alone.
  public static TargetPolicy standard() {
    return of(List.of(), List.of(), List::of);
  }

  private static List<Network> networks(List<String> texts) {
    return texts.stream().map(Network::parse).toList();
  }

  /// Why the address may not be connected to; empty when it may.
  public Optional<String> refusal(InetSocketAddress target) {
    InetAddress address = unwrapped(target.getAddress());
    if (isOwnListener(address, target.getPort())) {
      return Optional.of(target + " is this server itself");
    }
    if (lists(allow, address)) {
      return Optional.empty();
    }
    if (lists(deny, address)) {
      return Optional.of(target + " is denied by the configured list of targets");
    }
    return lists(DENIED_BY_DEFAULT, address)
        ? Optional.of(target + " is a link-local, metadata or multicast address")
        : Optional.empty();
  }

  private static boolean lists(List<Network> networks, InetAddress address) {
    return networks.stream().anyMatch(network -> network.contains(address));
  }

  private boolean isOwnListener(InetAddress address, int port) {
    return ownListeners.get().stream()
        .filter(own -> own.getPort() == port)
        .anyMatch(own ->
            own.getAddress().isAnyLocalAddress()
                ? isLocal(address)
                : own.getAddress().equals(address) || address.isAnyLocalAddress());
  }

  private static boolean isLocal(InetAddress address) {
    if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
      return true;
    }
    try {
      return NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException _) {
      return true;
    }
  }

  /// The IPv4 address that a NAT64 gateway would connect to.
  private static InetAddress unwrapped(InetAddress address) {
    if (!NAT64.contains(address)) {
      return address;
    }
    byte[] bytes = address.getAddress();
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(bytes, 12, 16));
    } catch (java.net.UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
