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
    return SecretsManagerClient.builder()
        .endpointOverride(program.endpoint())
        .region(Region.of(region))
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(program.accessKeyId(), program.secretAccessKey())))
        .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(Duration.ofSeconds(30)))
        .overrideConfiguration(
            ClientOverrideConfiguration.builder()
                .retryStrategy(DefaultRetryStrategy.doNotRetry())
                .build())
        .build();
  }
}
