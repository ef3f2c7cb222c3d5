package dev.keyturn.logs;

import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Region;
import dev.keyturn.operation.Call;
import dev.keyturn.store.DocumentKey;

/// Whose log groups are meant: names are unique within an account and a region. Where documents lie
/// is said here. A colon stands in no name of a group and of a stream.
record Home(AccountId account, Region region) {
  static final String GROUPS = "log-group";
  static final String STREAMS = "log-stream";
  static final String CHUNKS = "log-chunk";

  static Home of(Call call) {
    return new Home(call.account(), call.region());
  }

  /// What the keys of all its documents begin with.
  String prefix() {
    return account + "/" + region + "/";
  }

  DocumentKey group(String name) {
    return new DocumentKey(GROUPS, prefix() + name);
  }

  /// What the keys of a group's streams begin with: of this very group, and of none that comes
  /// later under its name.
  String streams(LogGroup group) {
    return prefix() + group.id() + ":";
  }

  DocumentKey stream(LogGroup group, String name) {
    return new DocumentKey(STREAMS, streams(group) + name);
  }

  /// A group, as requests and tags name it.
  String arn(String group) {
    return Arn.of("logs", region, account, "log-group:" + group).toString();
  }

  /// What is authorized for a group and all that is in it.
  String contents(String group) {
    return arn(group) + ":log-stream:";
  }

  String streamArn(String group, String stream) {
    return contents(group) + stream;
  }
}
