package dev.keyturn.rotators.target;

import java.util.List;

/// What a Redis server answers.
public sealed interface RedisReply {

  /// A text or a number.
  record Text(String value) implements RedisReply {}

  record Items(List<RedisReply> items) implements RedisReply {}

  /// There is no such thing.
  record Absent() implements RedisReply {}

  /// An error. Its text is not kept: servers echo arguments in theirs.
  record Refused(RedisError error) implements RedisReply {}
}
