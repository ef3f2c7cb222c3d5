package dev.keyturn.server.runtime;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// As whom functions run in their sandboxes.
sealed interface Identity {
  /// What a forwarder needs: addresses of its own, and ports below 1024.
  List<String> NETWORK = List.of("--cap-add", "CAP_NET_ADMIN", "--cap-add", "CAP_NET_BIND_SERVICE");

  /// What `setpriv` is told so that nothing is left.
  List<String> NOTHING =
      List.of("--inh-caps=-all", "--ambient-caps=-all", "--bounding-set=-all", "--no-new-privs");

  /// Options of bubblewrap.
  List<String> options(boolean network);

  /// What stands in front of the function's command.
  List<String> prefix(int user, boolean network);

  /// The number of the next instance's user.
  int nextUser();

  /// A server that runs as root gives each instance a user of its own, whom nothing belongs to.
  record OwnUser(Path setpriv, AtomicInteger next) implements Identity {
    /// Where no distribution and no container manager hands out numbers.
    private static final int FIRST = 1_900_000_000;

    private static final int MANY = 1 << 16;

    @Override
    public List<String> options(boolean network) {
      List<String> options = new ArrayList<>(List.of("--cap-drop", "ALL"));
      for (String right : List.of("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP")) {
        options.addAll(List.of("--cap-add", right));
      }
      if (network) {
        options.addAll(NETWORK);
      }
      return options;
    }

    @Override
    public List<String> prefix(int user, boolean network) {
      List<String> prefix =
          new ArrayList<>(
              List.of(setpriv.toString(), "--reuid=" + user, "--regid=" + user, "--clear-groups"));
      prefix.addAll(NOTHING);
      prefix.add("--");
      return prefix;
    }

    @Override
    public int nextUser() {
      return FIRST + Math.floorMod(next.getAndIncrement(), MANY);
    }
  }

  /// Others use a user namespace: outside it, the function is the server's user.
  record UserNamespace(Optional<Path> setpriv) implements Identity {
    private static final int USER = 993;

    @Override
    public List<String> options(boolean network) {
      List<String> options =
          new ArrayList<>(
              List.of(
                  "--unshare-user",
                  "--uid",
                  String.valueOf(USER),
                  "--gid",
                  String.valueOf(USER),
                  "--cap-drop",
                  "ALL"));
      if (network) {
        options.addAll(NETWORK);
        options.addAll(List.of("--cap-add", "CAP_SETPCAP"));
      }
      return options;
    }

    @Override
    public List<String> prefix(int user, boolean network) {
      List<String> prefix = new ArrayList<>();
      setpriv
          .filter(_ -> network)
          .ifPresent(program -> {
            prefix.add(program.toString());
            prefix.addAll(NOTHING);
            prefix.add("--");
          });
      return prefix;
    }

    @Override
    public int nextUser() {
      return USER;
    }
  }
}
