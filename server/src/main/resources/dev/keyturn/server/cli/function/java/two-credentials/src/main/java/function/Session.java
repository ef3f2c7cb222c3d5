package function;

import java.util.List;
import java.util.Map;

/** The use of one key at the target. */
public interface Session extends AutoCloseable {

  /** Reads something that the owner may read. */
  void check();

  /** The ids of all keys of the owner. */
  List<String> listKeys(String username);

  /** Makes a key and gives the fields that change in the secret's JSON. */
  Map<String, String> createKey(String username);

  /** Deletes a key. Done when there is no such key. */
  void deleteKey(String username, String keyId);

  @Override
  void close();
}
