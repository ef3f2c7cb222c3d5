package dev.keyturn.server.runtime;

import java.util.Optional;

/// What an instance has to say about the invocation that it was given, or about its start. Not
/// records: what a function returns may be secret, and a record prints itself.
sealed interface Answer {

  /// It returned.
  final class Result implements Answer {
    private final byte[] body;

    Result(byte[] body) {
      this.body = body;
    }

    byte[] body() {
      return body;
    }
  }

  /// Its code failed, by its own account.
  final class Failure implements Answer {
    private final byte[] body;
    private final Optional<String> type;

    /// @param type of the error, when it was named beside the body
    Failure(byte[] body, Optional<String> type) {
      this.body = body;
      this.type = type;
    }

    byte[] body() {
      return body;
    }

    Optional<String> type() {
      return type;
    }
  }

  /// It returned more than may be returned.
  record TooLarge() implements Answer {}

  /// It returned, but there was no memory for it.
  record NoRoom() implements Answer {}

  /// Its process ended.
  record Exited(int status) implements Answer {}

  Answer TOO_LARGE = new TooLarge();
  Answer NO_ROOM = new NoRoom();

  /// In place of a large one that nobody would see.
  Answer UNSEEN = new Result(new byte[] {'n', 'u', 'l', 'l'});
}
