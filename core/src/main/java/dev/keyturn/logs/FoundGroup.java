package dev.keyturn.logs;

import dev.keyturn.identity.Arn;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Refusal.InvalidParameter;
import dev.keyturn.operation.Resource;
import dev.keyturn.store.Kept;
import java.util.Map;
import java.util.Optional;

/// What a request means, be there such a group or not: who may not ask is not told.
///
/// @param arn of the group, of its contents, or of a stream in it
record FoundGroup(Home home, String name, String arn, Optional<Kept<LogGroup>> group)
    implements Resource {
  private static final String GROUP = "log-group:";

  @Override
  public Map<String, String> tags() {
    return group.map(it -> it.body().tags()).orElse(Map.of());
  }

  LogGroup require() {
    return group.orElseThrow(LogRepository::noGroup).body();
  }

  /// The group as it is once everything that waits is written: its first event may make it.
  LogGroup require(LogRepository repository, Buffers buffers) {
    buffers.flush(home, name);
    return group.or(() -> repository.group(home, name)).orElseThrow(LogRepository::noGroup).body();
  }

  /// How requests name a group.
  ///
  /// @param identifier a name, or an ARN with or without `:*`
  record Named(Optional<String> name, Optional<String> identifier) {}

  /// Finds groups for the table of operations.
  record Finder(LogRepository repository) {
    FoundGroup contents(Call call, String name) {
      Home home = Home.of(call);
      return new FoundGroup(home, name, home.contents(name), repository.group(home, name));
    }

    FoundGroup contents(Call call, Named named) {
      return contents(call, name(call, named));
    }

    FoundGroup stream(Call call, String group, String stream) {
      return contents(call, group).at(Home.of(call).streamArn(group, stream));
    }

    FoundGroup stream(Call call, Named named, String stream) {
      return stream(call, name(call, named), stream);
    }

    /// The group that an ARN means; tags name it so.
    FoundGroup tagged(Call call, String arn) {
      String name = ofArn(call, arn);
      return contents(call, name).at(Home.of(call).arn(name));
    }

    private static String name(Call call, Named named) {
      if (named.name.isPresent() == named.identifier.isPresent()) {
        throw new InvalidParameter(
            "Exactly one of logGroupName and logGroupIdentifier must be specified.");
      }
      String given = named.name.or(named::identifier).orElseThrow();
      return given.startsWith("arn:") ? ofArn(call, given) : given;
    }

    private static String ofArn(Call call, String text) {
      return Arn.parse(text)
          .filter(arn -> arn.service().equals("logs") && arn.resource().startsWith(GROUP))
          .filter(arn -> arn.account().equals(call.account().value()))
          .filter(arn -> arn.region().equals(call.region().code()))
          .map(arn -> arn.resource().substring(GROUP.length()))
          .map(name -> name.endsWith(":*") ? name.substring(0, name.length() - 2) : name)
          .filter(name -> !name.isEmpty() && name.indexOf(':') < 0)
          .orElseThrow(() ->
              new InvalidParameter("The ARN does not name a log group of this account and region"));
    }
  }

  private FoundGroup at(String other) {
    return new FoundGroup(home, name, other, group);
  }
}
