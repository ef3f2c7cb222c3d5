package function;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The log-in of the superuser, whose secret the secret names. */
final class Superuser {

  /** What both secrets say of the target, where both say it. */
  private static final List<String> PLACE = List.of("engine", "host", "port");

  private static final List<String> TAKEN = List.of("username", "password");

  private Superuser() {}

  /** While his own secret rotates, it may be the pending version that opens. */
  static Session open(Rotation rotation, ObjectNode current) {
    String arn = current.get("masterarn").asString();
    if (arn.equals(rotation.arn())) {
      throw new IllegalStateException("masterarn of secret %s names the secret itself".formatted(arn));
    }
    for (String label : List.of("AWSCURRENT", "AWSPENDING")) {
      Optional<Session> session =
          rotation.read(arn, label).flatMap(it -> rotation.open(credential(arn, it, current)));
      if (session.isPresent()) {
        return session.get();
      }
    }
    throw new IllegalStateException(
        "Unable to log into database using credentials in master secret " + arn);
  }

  private static ObjectNode credential(String arn, ObjectNode superuser, ObjectNode current) {
    for (String field : PLACE) {
      if (superuser.has(field) && !superuser.get(field).equals(current.get(field))) {
        throw new IllegalStateException(
            "%s of the superuser's secret %s is not the secret's".formatted(field, arn));
      }
    }
    ObjectNode credential = current.deepCopy();
    for (String field : TAKEN) {
      if (!superuser.has(field)) {
        throw new IllegalStateException(field + " key is missing from superuser secret JSON");
      }
      credential.set(field, superuser.get(field));
    }
    return credential;
  }
}
