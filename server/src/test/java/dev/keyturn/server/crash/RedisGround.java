package dev.keyturn.server.crash;

import dev.keyturn.rotators.RealRedis;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Redis servers, whose users a superuser changes.
final class RedisGround implements Ground {
  private final List<RealRedis> servers;
  private Optional<String> superuserArn = Optional.empty();

  RedisGround(List<RealRedis> servers) {
    this.servers = servers;
  }

  @Override
  public List<String> functions() {
    return List.of("SecretsManagerElasticacheUserRotation");
  }

  @Override
  public ObjectNode newUser(Scenario scenario, Function<ObjectNode, String> create) {
    String user = RealRedis.newName("redis-victim");
    ObjectNode secret = json(user, made(user, "+ping"));
    if (superuserArn.isEmpty()) {
      String admin = RealRedis.newName("redis-administrator");
      superuserArn = Optional.of(create.apply(json(admin, made(admin, "+acl"))));
    }
    return secret.put("masterarn", superuserArn.get());
  }

  private String made(String user, String right) {
    String password = RealRedis.newPassword();
    servers.forEach(server -> server.setUser(user, "on", right, RealRedis.rule(password)));
    return password;
  }

  private ObjectNode json(String user, String password) {
    return JsonMapper.shared()
        .createObjectNode()
        .put("engine", "redis")
        .put("host", servers.getFirst().host())
        .put("port", servers.getFirst().port())
        .put("hosts", servers.getLast().address())
        .put("username", user)
        .put("password", password);
  }

  @Override
  public boolean opens(Credential credential) {
    return servers.stream()
        .allMatch(server -> server.opens(credential.user(), credential.password().revealString()));
  }
}
