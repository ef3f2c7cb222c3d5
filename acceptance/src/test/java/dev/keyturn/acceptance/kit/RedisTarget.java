package dev.keyturn.acceptance.kit;

import dev.keyturn.rotators.RealRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/// Two real Redis servers that have the same users.
public final class RedisTarget implements Target {
  private static final String[] MAY_CHANGE_USERS = {
    "+acl|getuser", "+acl|setuser", "+acl|save", "+config|rewrite"
  };

  private final List<RealRedis> nodes =
      List.of(RealRedis.start(Authority.OF_TARGETS), RealRedis.start(Authority.OF_TARGETS));

  /// The servers.
  public List<RealRedis> nodes() {
    return nodes;
  }

  @Override
  public String function(Strategy strategy) {
    return "SecretsManagerElasticacheUserRotation";
  }

  @Override
  public ObjectNode newUser(String name, Strategy strategy) {
    ObjectNode secret = create(name);
    if (!strategy.hasSuperuser()) {
      nodes.forEach(node -> node.setUser(name, MAY_CHANGE_USERS));
    }
    return secret;
  }

  @Override
  public ObjectNode superuser() {
    String name = "keyturn-" + UUID.randomUUID();
    ObjectNode secret = create(name);
    nodes.forEach(node -> node.setUser(name, MAY_CHANGE_USERS));
    return secret;
  }

  private ObjectNode create(String user) {
    String password = Evidence.secret(RealRedis.newPassword());
    nodes.forEach(node -> node.setUser(user, "on", "+ping", RealRedis.rule(password)));
    return JSON.createObjectNode()
        .put("engine", "redis")
        .put("host", "localhost")
        .put("port", nodes.getFirst().tlsPort())
        .put("hosts", "localhost:" + nodes.getLast().tlsPort())
        .put("ssl", true)
        .put("username", user)
        .put("password", password);
  }

  @Override
  public boolean opens(String user, String password) {
    return nodes.stream().allMatch(node -> node.opens(user, password));
  }

  @Override
  public void stop() {
    nodes.getLast().kill();
  }

  @Override
  public void startAgain() {
    nodes.getLast().startAgain();
  }

  @Override
  public void close() {
    for (RealRedis node : nodes) {
      String file = "redis-%d.log".formatted(node.port());
      try {
        Files.writeString(Evidence.folder("targets").resolve(file), node.traces());
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
      node.close();
    }
  }
}
