package dev.keyturn.identity;

import java.util.Optional;

/// An Amazon resource name in its six parts. The sixth is taken whole: it may hold colons and
/// slashes of its own. `region` and `account` are empty for services that have none.
public record Arn(
    String partition, String service, String region, String account, String resource) {
  private static final String PREFIX = "arn:";

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
    int service = text.indexOf(':', PREFIX.length()) + 1;
    int region = text.indexOf(':', service) + 1;
    int account = text.indexOf(':', region) + 1;
    int resource = text.indexOf(':', account) + 1;
    boolean six = service > 0 && region > 0 && account > 0 && resource > 0;
    if (!six || !text.startsWith(PREFIX) || resource == text.length()) {
      return Optional.empty();
    }
    return Optional.of(
        new Arn(
            text.substring(PREFIX.length(), service - 1),
            text.substring(service, region - 1),
            text.substring(region, account - 1),
            text.substring(account, resource - 1),
            text.substring(resource)));
  }

  @Override
  public String toString() {
    return "arn:" + partition + ":" + service + ":" + region + ":" + account + ":" + resource;
  }
}
