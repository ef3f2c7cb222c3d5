package dev.keyturn.server.sigv4;

import dev.keyturn.identity.Region;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The access key of a signature and what the signing key was made for.
///
/// @param credential access key and scope in one text, as they stand in the request
/// @param date `yyyyMMdd`
/// @param terminator always `aws4_request` in a valid signature
record CredentialScope(
    String credential,
    String accessKeyId,
    String date,
    String region,
    String service,
    String terminator) {
  static final String TERMINATOR = "aws4_request";

  static CredentialScope parse(String credential) throws AuthenticationFailed {
    String[] parts = credential.split("/", -1);
    if (parts.length != 5) {
      throw AuthenticationFailed.incomplete(
          "Credential must have exactly 5 slash-delimited elements, e.g."
              + " keyid/date/region/service/term, got '%s'".formatted(credential));
    }
    return new CredentialScope(credential, parts[0], parts[1], parts[2], parts[3], parts[4]);
  }

  /// What AWS says of a scope that is not for this service and this moment: all that is wrong, in
  /// one text; empty when nothing is.
  Optional<String> faults(String expectedService, SigningTime time) {
    List<String> faults = new ArrayList<>();
    if (!Region.isCode(region)) {
      faults.add("Credential should be scoped to a valid region, not '%s'.".formatted(region));
    }
    if (!service.equals(expectedService)) {
      faults.add(
          "Credential should be scoped to correct service: '%s'.".formatted(expectedService));
    }
    if (!terminator.equals(TERMINATOR)) {
      faults.add(
          "Credential should be scoped with a valid terminator: '%s', not '%s'."
              .formatted(TERMINATOR, terminator));
    }
    if (!date.equals(time.date())) {
      faults.add(
          "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP:"
              + " '%s' != '%s', from '%s'.".formatted(date, time.date(), time.basic()));
    }
    return faults.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", faults));
  }

  /// The scope as it stands in a string to sign.
  String text() {
    return credential.substring(accessKeyId.length() + 1);
  }
}
