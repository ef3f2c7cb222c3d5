package dev.keyturn.server.sigv4;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A request as it lies on the wire, for tests. Immutable: each change is a new one.
public record RawRequest(
    String method, String path, String query, Map<String, List<String>> headers, String content)
    implements SignedRequest {

  public static RawRequest of(String method, String target) {
    int mark = target.indexOf('?');
    return new RawRequest(
        method,
        mark < 0 ? target : target.substring(0, mark),
        mark < 0 ? "" : target.substring(mark + 1),
        Map.of(),
        "");
  }

  /// With one more value of a header.
  public RawRequest plus(String name, String value) {
    Map<String, List<String>> more = new LinkedHashMap<>(headers);
    more.compute(
        name.toLowerCase(Locale.ROOT),
        (_, values) -> {
          List<String> all = new ArrayList<>(values == null ? List.of() : values);
          all.add(value);
          return List.copyOf(all);
        });
    return new RawRequest(method, path, query, more, content);
  }

  /// With this as the only value of a header.
  public RawRequest with(String name, String value) {
    return without(name).plus(name, value);
  }

  public RawRequest without(String name) {
    Map<String, List<String>> fewer = new LinkedHashMap<>(headers);
    fewer.remove(name.toLowerCase(Locale.ROOT));
    return new RawRequest(method, path, query, fewer, content);
  }

  public RawRequest withMethod(String changed) {
    return new RawRequest(changed, path, query, headers, content);
  }

  public RawRequest withTarget(String changedPath, String changedQuery) {
    return new RawRequest(method, changedPath, changedQuery, headers, content);
  }

  public RawRequest withContent(String changed) {
    return new RawRequest(method, path, query, headers, changed);
  }

  public String header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of("")).getFirst();
  }

  @Override
  public byte[] body() {
    return content.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String remoteAddress() {
    return "192.0.2.7";
  }

  @Override
  public boolean secure() {
    return false;
  }
}
