package dev.keyturn.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.function.Deployment;
import dev.keyturn.function.Deployment.Destination;
import dev.keyturn.function.InvocationEnd;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Functions in sandboxes, where the machine can make them: all that they do without one, and what
/// they cannot do.
class SandboxedFunctionsTest extends ChildProcessContract {
  private static final String NOSY =
      """
      import os, socket, subprocess

      def handler(event, context):
          do = event['do']
          try:
              if do == 'read':
                  return open(event['path']).read()
              if do == 'write':
                  open(event['path'], 'w').write('x')
                  return 'written'
              if do == 'fill':
                  with open('/tmp/big', 'wb') as big:
                      for _ in range(event['megabytes']):
                          big.write(b'x' * (1 << 20))
                  return 'filled'
              if do == 'list':
                  return sorted(os.listdir(event['path']))
              if do == 'processes':
                  return [open('/proc/%s/cmdline' % p).read() for p in os.listdir('/proc') if p.isdigit()]
              if do == 'status':
                  return open('/proc/self/status').read()
              if do == 'become':
                  os.setuid(0)
                  return 'root'
              if do == 'connect':
                  with socket.create_connection((event['host'], event['port']), 3) as connection:
                      connection.sendall(b'hello')
                      connection.shutdown(socket.SHUT_WR)
                      return connection.recv(100).decode()
          except Exception as error:
              return type(error).__name__
      """;

  private static Functions functions;

  @BeforeAll
  static void begin() {
    functions = new Functions(SandboxMode.AUTO, InstantSource.system());
    Assumptions.assumeTrue(functions.sandboxed(), "no sandbox here");
  }

  @AfterAll
  static void end() {
    functions.close();
  }

  @Override
  Functions functions() {
    return functions;
  }

  @Override
  protected Program program() {
    return Program.of("python3.9", "app.handler", Map.of("app.py", PythonFunctionsTest.CODE));
  }

  private Deployment nosy() {
    return deployment(Program.of("python3.9", "nosy.handler", Map.of("nosy.py", NOSY)), "nosy");
  }

  private String ask(String event) {
    return ask(nosy(), event);
  }

  private String ask(Deployment deployment, String event) {
    InvocationEnd end = runtime().invoke(deployment, invocation(event));
    assertThat(end.fault()).as(text(end)).isEmpty();
    return json(end).toString();
  }

  @Test
  void theServersFilesAreNotThere() {
    assertThat(ask("{'do':'list','path':'" + functions.folder + "'}"))
        .isEqualTo("\"FileNotFoundError\"");
    assertThat(ask("{'do':'read','path':'/etc/shadow'}")).isEqualTo("\"FileNotFoundError\"");
    assertThat(ask("{'do':'list','path':'/tmp'}")).isEqualTo("[]");
    assertThat(ask("{'do':'list','path':'/var/task'}")).isEqualTo("[\"nosy.py\"]");
  }

  @Test
  void onlyItsTemporaryFolderIsWritableAndBounded() {
    assertThat(ask("{'do':'write','path':'/tmp/mine'}")).isEqualTo("\"written\"");
    for (String path : List.of("/var/task/x", "/opt/x", "/usr/x", "/x", "/etc/x", "/dev/x")) {
      assertThat(ask("{'do':'write','path':'" + path + "'}")).as(path).isEqualTo("\"OSError\"");
    }
    assertThat(ask("{'do':'fill','megabytes':80}")).isEqualTo("\"OSError\"");
  }

  @Test
  void itSeesNoProcessesButItsOwn() {
    InvocationEnd end = runtime().invoke(nosy(), invocation("{'do':'processes'}"));
    List<String> processes = json(end).valueStream().map(JsonNode::asString).toList();
    assertThat(processes).hasSize(2);
    assertThat(processes.getFirst()).startsWith("/usr/bin/bwrap");
    assertThat(processes.getLast()).contains("bootstrap.py");
  }

  @Test
  void itHasNoRightsAndCannotGetAny() {
    String status = ask("{'do':'status'}");
    assertThat(status)
        .contains("CapEff:\\t0000000000000000", "CapPrm:\\t0000000000000000", "NoNewPrivs:\\t1");
    assertThat(ask("{'do':'become'}")).isEqualTo("\"PermissionError\"");
  }

  @Test
  void anEgressListIsAllThatItReaches() throws IOException {
    try (ServerSocket allowed = echo();
        ServerSocket other = echo()) {
      Deployment deployment =
          confined(nosy(), List.of(new Destination("localhost", allowed.getLocalPort())));
      assertThat(ask(deployment, connect("localhost", allowed))).isEqualTo("\"hello\"");
      assertThat(ask(deployment, connect("127.0.0.1", allowed))).isEqualTo("\"hello\"");
      assertThat(ask(deployment, connect("127.0.0.1", other)))
          .isEqualTo("\"ConnectionRefusedError\"");
      assertThat(ask(deployment, "{'do':'connect','host':'192.0.2.7','port':443}"))
          .isEqualTo("\"OSError\"");
      assertThat(ask(deployment, "{'do':'connect','host':'example.org','port':443}"))
          .isEqualTo("\"gaierror\"");
      // Without a list it has the machine's network.
      assertThat(ask(connect("127.0.0.1", other))).isEqualTo("\"hello\"");
    }
  }

  @Test
  void aPlaceThatIsListedInSeveralSpellingsIsReached() throws IOException {
    try (ServerSocket allowed = echo()) {
      int port = allowed.getLocalPort();
      Deployment deployment =
          confined(
              nosy(),
              List.of(
                  new Destination("localhost", port),
                  new Destination("127.0.0.1", port),
                  new Destination("LocalHost", port),
                  new Destination("db.example.org", port),
                  new Destination("DB.example.org", port)));
      assertThat(ask(deployment, connect("localhost", allowed))).isEqualTo("\"hello\"");
      assertThat(ask(deployment, connect("127.0.0.1", allowed))).isEqualTo("\"hello\"");
    }
  }

  @Test
  void aListedNameKeepsItsNameAndAnAddressItsAddress() throws IOException {
    try (ServerSocket allowed = echo()) {
      String name = InetAddress.getLoopbackAddress().getHostName();
      Deployment deployment =
          confined(
              nosy(),
              List.of(
                  new Destination(name, allowed.getLocalPort()),
                  new Destination("127.0.0.2", allowed.getLocalPort()),
                  new Destination("198.51.100.9", 443)));
      assertThat(ask(deployment, connect(name, allowed))).isEqualTo("\"hello\"");
      // The door is there; behind it the server finds nobody.
      assertThat(ask(deployment, "{'do':'read','path':'/etc/hosts'}")).contains("localhost");
    }
  }

  @Test
  void whatTheGuardRefusesIsNotReachedThoughListed() throws IOException {
    try (ServerSocket allowed = echo()) {
      functions.refused.add(allowed.getLocalPort());
      Deployment deployment =
          confined(nosy(), List.of(new Destination("127.0.0.1", allowed.getLocalPort())));
      assertThat(ask(deployment, connect("127.0.0.1", allowed))).isEqualTo("\"\"");
      assertThat(logs().events()).anyMatch(event -> event.contains("[Keyturn] No connection to"));
    }
  }

  private static String connect(String host, ServerSocket server) {
    return "{'do':'connect','host':'%s','port':%d}".formatted(host, server.getLocalPort());
  }

  private static ServerSocket echo() throws IOException {
    ServerSocket server = new ServerSocket();
    server.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
    Thread.ofVirtual()
        .start(() -> {
          while (!server.isClosed()) {
            try (Socket connection = server.accept()) {
              String said =
                  new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
              connection.getOutputStream().write(said.getBytes(StandardCharsets.UTF_8));
            } catch (IOException closed) {
              return;
            }
          }
        });
    return server;
  }
}
