package dev.keyturn.bench.load;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/// As much of a Redis server as the rotation of its users asks for: it keeps the digests of their
/// passwords, opens to those only, and takes ten milliseconds for every answer.
final class TenMillisTarget implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMillis(10);
  private static final String OK = "+OK\r\n";

  private final ServerSocket listener = new ServerSocket(0, 4096, InetAddress.getLoopbackAddress());
  private final Map<String, Account> accounts = new ConcurrentHashMap<>();

  /// @param digests of the passwords that open
  /// @param changes how often a password was added
  private record Account(Set<String> digests, AtomicInteger changes) {}

  TenMillisTarget() throws IOException {
    Thread.ofPlatform().daemon().name("ten-millis").start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  void add(User user) {
    Set<String> digests = ConcurrentHashMap.newKeySet();
    digests.add(digest(user.password()));
    accounts.put(user.name(), new Account(digests, new AtomicInteger()));
  }

  /// How many users got a new password exactly so often.
  long changed(int times) {
    return accounts.values().stream().filter(account -> account.changes.get() == times).count();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException _) {
        // Closed: the loop ends.
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      OutputStream out = socket.getOutputStream();
      Session session = new Session(accounts);
      for (List<String> words = command(in); !words.isEmpty(); words = command(in)) {
        Thread.sleep(PATIENCE);
        out.write(session.answer(words).getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException _) {
      // The client has gone.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// The next command; empty at the end.
  private static List<String> command(DataInputStream in) throws IOException {
    int type = in.read();
    if (type < 0) {
      return List.of();
    }
    int count = number(in);
    List<String> words = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      in.readByte();
      words.add(new String(in.readNBytes(number(in)), StandardCharsets.UTF_8));
      in.skipNBytes(2);
    }
    return words;
  }

  private static int number(DataInputStream in) throws IOException {
    int number = 0;
    for (int digit = in.read(); digit != '\r'; digit = in.read()) {
      number = number * 10 + digit - '0';
    }
    in.skipNBytes(1);
    return number;
  }

  /// What one connection is told.
  private static final class Session {
    private final Map<String, Account> accounts;
    private boolean open;

    Session(Map<String, Account> accounts) {
      this.accounts = accounts;
    }

    String answer(List<String> words) {
      if (words.getFirst().equals("AUTH")) {
        Account account = accounts.get(words.get(1));
        open = account != null && account.digests.contains(digest(words.get(2)));
        return open ? OK : "-WRONGPASS invalid username-password pair or user is disabled.\r\n";
      }
      if (!open) {
        return "-NOAUTH Authentication required.\r\n";
      }
      return switch (String.join(" ", words.subList(0, Math.min(2, words.size())))) {
        case "PING" -> "+PONG\r\n";
        case "ACL GETUSER" -> shown(account(words));
        case "ACL SETUSER" -> changed(account(words), words.subList(3, words.size()));
        case "ACL SAVE" -> OK;
        default -> "-ERR unknown command\r\n";
      };
    }

    private Account account(List<String> words) {
      return Objects.requireNonNull(accounts.get(words.get(2)));
    }

    private static String shown(Account account) {
      return "*4\r\n$5\r\nflags\r\n*1\r\n$2\r\non\r\n$9\r\npasswords\r\n*%d\r\n%s"
          .formatted(
              account.digests.size(),
              account.digests.stream()
                  .map("$64\r\n%s\r\n"::formatted)
                  .collect(Collectors.joining()));
    }

    private static String changed(Account account, List<String> rules) {
      for (String rule : rules) {
        String digest = rule.substring(1);
        if (rule.startsWith("#") && account.digests.add(digest)) {
          account.changes.incrementAndGet();
        } else if (rule.startsWith("!")) {
          account.digests.remove(digest);
        }
      }
      return OK;
    }
  }

  private static String digest(String password) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(password.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
