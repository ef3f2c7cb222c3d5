package dev.keyturn.identity;

import java.util.Optional;

/// An Amazon resource name in its six parts. The sixth is taken whole: it may hold colons and
/// slashes of its own. `region` and `account` are empty for services that have none.
public record Arn(
    String partition, String service, String region, String account, String resource) {

  /// An ARN of partition `aws`.
  public static Arn of(String service, Region region, AccountId account, String resource) {
    return new Arn("aws", service, region.code(), account.value(), resource);
  }

  /// An ARN of a global service such as IAM or STS, which has no region.
  public static Arn global(String service, AccountId account, String resource) {
    return new Arn("aws", service, "", account.value(), resource);
  }

  /// Empty when the text is not six parts that begin with `arn`.
  public static Optional<Arn> parse(String text) {
    String[] parts = text.split(":", 6);
    if (parts.length != 6 || !parts[0].equals("arn") || parts[5].isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Arn(parts[1], parts[2], parts[3], parts[4], parts[5]));
  }

  @Override
  public String toString() {
    return "arn:" + partition + ":" + service + ":" + region + ":" + account + ":" + resource;
  }
}
