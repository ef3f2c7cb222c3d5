package dev.keyturn.rotation;

import tools.jackson.databind.json.JsonMapper;

/// A rotation as its document in the store. Thread-safe.
public final class RotationJson {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private RotationJson() {}

  /// The document's body.
  public static String write(Rotation rotation) {
    return MAPPER.writeValueAsString(rotation);
  }

  /// The rotation of a document's body.
  public static Rotation read(String body) {
    return MAPPER.readValue(body, Rotation.class);
  }
}
