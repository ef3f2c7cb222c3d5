package dev.keyturn.acceptance.kit;

import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/// The AWS SDK for Java, pointed at a program. It does not retry: what the server answers is what
/// the test sees.
public final class Sdk {
  private Sdk() {}

  public static SecretsManagerClient client(Program program) {
    return client(program, Program.REGION);
  }

  public static SecretsManagerClient client(Program program, String region) {
    return client(
        program,
        region,
        AwsBasicCredentials.create(program.accessKeyId(), program.secretAccessKey()));
  }

  /// With an access key of the caller's choice.
  public static SecretsManagerClient client(
      Program program, String accessKeyId, String secretAccessKey) {
    return client(
        program, Program.REGION, AwsBasicCredentials.create(accessKeyId, secretAccessKey));
  }

  private static SecretsManagerClient client(
      Program program, String region, AwsBasicCredentials credentials) {
    return SecretsManagerClient.builder()
        .endpointOverride(program.endpoint())
        .region(Region.of(region))
        .credentialsProvider(StaticCredentialsProvider.create(credentials))
        .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(Duration.ofSeconds(30)))
        .overrideConfiguration(
            ClientOverrideConfiguration.builder()
                .retryStrategy(DefaultRetryStrategy.doNotRetry())
                .build())
        .build();
  }
}
