package function;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A secret, its target and its function, all in this process. */
final class House {
  static final List<String> STEPS = List.of("createSecret", "setSecret", "testSecret", "finishSecret");
  private static final JsonMapper JSON = new JsonMapper();

  final Outside outside = new Outside();
  final MemorySecrets secrets = new MemorySecrets(outside);
  final MemoryTarget target = new MemoryTarget(outside);
  private final Handler function = new Handler(secrets, target);

  House() {
    secrets.store(MemorySecrets.ARN, "v0", "AWSCURRENT", MemoryTarget.SECRET);
    secrets.store(MemorySecrets.MASTER_ARN, "m0", "AWSCURRENT", MemoryTarget.MASTER);
  }

  MemorySecrets.Stored secret() {
    return secrets.secrets.get(MemorySecrets.ARN);
  }

  /** What RotateSecret does: a version without a value. */
  void begin(String token) {
    secrets.store(MemorySecrets.ARN, token, "AWSPENDING", null);
  }

  void step(String step, String token) {
    Map<String, String> event =
        Map.of(
            "Step", step,
            "SecretId", MemorySecrets.ARN,
            "ClientRequestToken", token,
            "RotationToken", "rotation-token");
    function.handleRequest(event, null);
  }

  void walk(String token) {
    STEPS.forEach(step -> step(step, token));
  }

  void rotate(String token) {
    begin(token);
    walk(token);
  }

  String version(String label) {
    return secret().labels.get(label);
  }

  ObjectNode labelled(String label) {
    return json(secret().labelled(label));
  }

  boolean currentOpens() {
    return target.takes(labelled("AWSCURRENT"));
  }

  /** Somebody writes another field into the version with this label; null takes it away. */
  void change(String label, String field, String text) {
    ObjectNode value = labelled(label);
    if (text == null) {
      value.remove(field);
    } else {
      value.put(field, text);
    }
    secret().values.put(version(label), value.toString());
  }

  static ObjectNode json(String text) {
    return (ObjectNode) JSON.readTree(text);
  }
}
