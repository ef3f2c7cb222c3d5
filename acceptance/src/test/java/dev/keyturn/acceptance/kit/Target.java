package dev.keyturn.acceptance.kit;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A real server whose users rotate. It speaks TLS with a certificate of [Authority#OF_TARGETS],
/// but for MySQL 5.6, and leaves what it has logged to the evidence.
public interface Target extends AutoCloseable {
  JsonMapper JSON = JsonMapper.shared();

  /// The built-in function that rotates its users so.
  String function(Strategy strategy);

  /// The secret of a new user that can rotate so.
  ObjectNode newUser(String name, Strategy strategy) throws Exception;

  /// The secret of somebody who may change users.
  ObjectNode superuser() throws Exception;

  /// Whether these credentials open the server.
  boolean opens(String user, String password) throws Exception;

  /// Ends it as a crash would; of several servers, one.
  void stop() throws Exception;

  /// Starts what [#stop()] has ended.
  void startAgain() throws Exception;

  @Override
  void close();
}
