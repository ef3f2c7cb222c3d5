package dev.keyturn.lambda;

import dev.keyturn.key.SecretValue;
import dev.keyturn.operation.Refusal.InvalidParameterValue;
import java.util.Optional;

/// Where a request says that the code is.
///
/// @param elsewhere whether it names a place in S3 or an image
record CodeGiven(Optional<SecretValue> zip, boolean elsewhere) {

  CheckedZip require() {
    if (elsewhere) {
      throw new InvalidParameterValue(
          "Keyturn takes code as a zip in the request (ZipFile) only: it has no S3 buckets and runs"
              + " no container images.");
    }
    return CheckedZip.of(
        zip.orElseThrow(
                () -> new InvalidParameterValue("Please provide a source for function code."))
            .revealBytes());
  }
}
