package dev.keyturn.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Calls of a server's IAM by its administrator.
final class IamCall {
  private IamCall() {}

  /// @return the answer
  /// @throws IOException when it is no success
  static String of(Program server, String action, Map<String, String> parameters)
      throws IOException {
    Map<String, String> form = new TreeMap<>(parameters);
    form.put("Action", action);
    form.put("Version", "2010-05-08");
    List<String> pairs = new ArrayList<>();
    form.forEach((name, value) -> pairs.add(name + "=" + URLEncoder.encode(value, UTF_8)));
    String answer =
        Load.once(server.address(), server.requests().form("iam", String.join("&", pairs)));
    if (!answer.contains("<" + action + "Response")) {
      throw new IOException(action + " was answered with " + answer);
    }
    return answer;
  }
}
