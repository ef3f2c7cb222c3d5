package dev.keyturn.server.crash;

import dev.keyturn.iam.AccessKeys;
import dev.keyturn.key.AesMasterKey;
import dev.keyturn.key.MasterKey;
import dev.keyturn.server.Config;
import dev.keyturn.server.masterkey.MasterKeyCheck;
import dev.keyturn.server.store.SqlStore;
import dev.keyturn.store.Store;
import java.net.URI;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The IAM of the very server that dies: keys and secrets lie in one store.
final class KeyGround implements Ground {
  private static final long CACHE_BYTES = 1024 * 1024;

  private Optional<Config> config = Optional.empty();
  private Optional<URI> running = Optional.empty();
  private Optional<String> masterArn = Optional.empty();

  @Override
  public void at(Config where, Optional<URI> address) {
    config = Optional.of(where);
    running = address;
  }

  @Override
  public List<String> functions() {
    return List.of("KeyturnIAMAccessKeyRotation");
  }

  @Override
  public ObjectNode newUser(Scenario scenario, Function<ObjectNode, String> create) {
    if (masterArn.isEmpty()) {
      ObjectNode master = withKey("master-" + UUID.randomUUID());
      call(
          "AttachUserPolicy",
          Map.of(
              "UserName",
              master.required("username").asString(),
              "PolicyArn",
              "arn:aws:iam::aws:policy/IAMFullAccess"));
      masterArn = Optional.of(create.apply(master));
    }
    return withKey("victim-" + UUID.randomUUID()).put("masterarn", masterArn.get());
  }

  private ObjectNode withKey(String user) {
    call("CreateUser", Map.of("UserName", user));
    String answer = call("CreateAccessKey", Map.of("UserName", user));
    return JsonMapper.shared()
        .createObjectNode()
        .put("username", user)
        .put("accessKeyId", element(answer, "AccessKeyId"))
        .put("secretAccessKey", element(answer, "SecretAccessKey"));
  }

  private static String element(String xml, String name) {
    int start = xml.indexOf("<" + name + ">") + name.length() + 2;
    return xml.substring(start, xml.indexOf("</" + name + ">", start));
  }

  private String call(String action, Map<String, String> members) {
    try (Client client = new Client(running.orElseThrow())) {
      return client.iam(action, members);
    }
  }

  /// While the server runs it is asked; while it is down its store is read.
  @Override
  public boolean opens(Credential credential) {
    if (running.isPresent()) {
      try (Client client = new Client(running.get())) {
        return client.knows(credential.user(), credential.password());
      }
    }
    Config stopped = config.orElseThrow();
    try (Store store = SqlStore.embedded(stopped.data(), CACHE_BYTES)) {
      MasterKey master = new MasterKeyCheck(store, stopped.masterKey(), AesMasterKey::of).open();
      return new AccessKeys(store, master, new SecureRandom())
          .find(credential.user())
          .filter(found -> found.active())
          .filter(found -> found.secretAccessKey().equals(credential.password()))
          .isPresent();
    }
  }
}
