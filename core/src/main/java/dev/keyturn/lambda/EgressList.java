package dev.keyturn.lambda;

import dev.keyturn.function.Deployment.Destination;
import dev.keyturn.function.Variables;
import dev.keyturn.operation.Refusal.InvalidParameterValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the only places that a function may connect to, from its environment variable
/// `KEYTURN_EGRESS`: hosts with their ports, and commas between.
final class EgressList {
  static final String VARIABLE = "KEYTURN_EGRESS";
  private static final int MOST = 64;
  private static final int HIGHEST_PORT = 65_535;

  private static final Pattern ENTRY =
      Pattern.compile(
          "(?<host>[a-zA-Z0-9_](?:[a-zA-Z0-9_.-]{0,251}[a-zA-Z0-9_])?):(?<port>[0-9]{1,5})");

  private EgressList() {}

  /// Empty when the function has no list. A list without entries leaves this server alone.
  ///
  /// @throws InvalidParameterValue when an entry cannot be
  static Optional<List<Destination>> of(Variables variables) {
    return Optional.ofNullable(variables.revealAll().get(VARIABLE)).map(EgressList::parse);
  }

  private static List<Destination> parse(String text) {
    List<Destination> list = new ArrayList<>();
    if (text.isBlank()) {
      return list;
    }
    for (String entry : text.split(",", -1)) {
      list.add(destination(entry.strip()));
    }
    if (list.size() > MOST) {
      throw new InvalidParameterValue(VARIABLE + " has more than " + MOST + " entries");
    }
    return list;
  }

  private static Destination destination(String entry) {
    Matcher matcher = ENTRY.matcher(entry);
    if (!matcher.matches()) {
      throw invalid(entry, "it is not a host name or an IPv4 address, a colon and a port");
    }
    int port = Integer.parseInt(matcher.group("port"));
    if (port < 1 || port > HIGHEST_PORT) {
      throw invalid(entry, "a port is a number from 1 to 65535");
    }
    return new Destination(matcher.group("host"), port);
  }

  private static InvalidParameterValue invalid(String entry, String why) {
    return new InvalidParameterValue(
        "The entry '%s' of the environment variable %s is not valid: %s, as in"
                .formatted(entry, VARIABLE, why)
            + " db.example.org:5432,10.0.0.5:6379");
  }
}
