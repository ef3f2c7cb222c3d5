package function;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The way into the target. */
public interface Door {

  /** Fields that the secret's JSON must have. */
  List<String> fields();

  /** Logs in. Throws {@link Refused} when the target says no. */
  Session open(ObjectNode credential);
}
