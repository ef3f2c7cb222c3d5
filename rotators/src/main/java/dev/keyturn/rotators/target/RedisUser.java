package dev.keyturn.rotators.target;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A user as ACL GETUSER shows it.
///
/// @param opensWithAny whether any password opens (`nopass`)
record RedisUser(boolean enabled, boolean opensWithAny, Set<PasswordDigest> passwords) {

  /// @param fields names and values by turns; those of later versions are passed over
  static RedisUser of(List<RedisReply> fields) {
    Set<String> flags = texts(fields, "flags");
    return new RedisUser(
        flags.contains("on"),
        flags.contains("nopass"),
        texts(fields, "passwords").stream()
            .map(PasswordDigest::parse)
            .flatMap(Optional::stream)
            .collect(Collectors.toUnmodifiableSet()));
  }

  private static Set<String> texts(List<RedisReply> fields, String name) {
    int at = fields.indexOf(new RedisReply.Text(name));
    return at >= 0 && at + 1 < fields.size() && fields.get(at + 1) instanceof RedisReply.Items list
        ? list.items().stream()
            .filter(RedisReply.Text.class::isInstance)
            .map(item -> ((RedisReply.Text) item).value())
            .collect(Collectors.toUnmodifiableSet())
        : Set.of();
  }
}
