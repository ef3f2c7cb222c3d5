package dev.keyturn.bench.load;

import java.util.UUID;

/// A user of a database, with a password of the bench's own.
record User(String name, String password) {

  User withNewPassword() {
    return new User(name, UUID.randomUUID().toString());
  }
}
