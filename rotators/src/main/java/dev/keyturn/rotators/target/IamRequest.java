package dev.keyturn.rotators.target;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// One request of the Query protocol. Nothing in it is secret.
///
/// @param service as the signature names it
record IamRequest(String action, String service, String version, Map<String, String> members) {

  IamRequest(String action, String service, String version) {
    this(action, service, version, Map.of());
  }

  IamRequest with(String name, String value) {
    Map<String, String> more = new TreeMap<>(members);
    more.put(name, value);
    return new IamRequest(action, service, version, more);
  }

  byte[] form() {
    Map<String, String> all = new TreeMap<>(members);
    all.put("Action", action);
    all.put("Version", version);
    return all.entrySet().stream()
        .map(it -> it.getKey() + "=" + URLEncoder.encode(it.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"))
        .getBytes(StandardCharsets.UTF_8);
  }
}
