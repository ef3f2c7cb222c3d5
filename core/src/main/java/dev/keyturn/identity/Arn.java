package dev.keyturn.identity;

import java.util.Optional;

/// An Amazon resource name in its six parts. The sixth is taken whole: it may hold colons and
/// slashes of its own. `region` and `account` are empty for services that have none.
public record Arn(
    String partition, String service, String region, String account, String resource) {
  private static final String PREFIX = "arn:";
  private static final int NONE = -1;

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
    int resource = resourceIn(text);
    if (resource == NONE) {
      return Optional.empty();
    }
    int account = partBefore(text, resource);
    int region = partBefore(text, account);
    int service = partBefore(text, region);
    return Optional.of(
        new Arn(
            text.substring(PREFIX.length(), service - 1),
            text.substring(service, region - 1),
            text.substring(region, account - 1),
            text.substring(account, resource - 1),
            text.substring(resource)));
  }

  /// The account alone, for who asks often; empty when [#parse] is.
  public static Optional<String> accountIn(String text) {
    int resource = resourceIn(text);
    return resource == NONE
        ? Optional.empty()
        : Optional.of(text.substring(partBefore(text, resource), resource - 1));
  }

  /// Where the sixth part begins.
  private static int resourceIn(String text) {
    int at = PREFIX.length();
    for (int part = 2; part < 6; part++) {
      at = text.indexOf(':', at) + 1;
      if (at == 0) {
        return NONE;
      }
    }
    return text.startsWith(PREFIX) && at < text.length() ? at : NONE;
  }

  /// Where the part begins that ends before this one.
  private static int partBefore(String text, int part) {
    return text.lastIndexOf(':', part - 2) + 1;
  }

  @Override
  public String toString() {
    return "arn:" + partition + ":" + service + ":" + region + ":" + account + ":" + resource;
  }
}
