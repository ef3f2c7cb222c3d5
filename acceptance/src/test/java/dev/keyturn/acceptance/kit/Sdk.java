package dev.keyturn.acceptance.kit;

import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sts.StsClient;

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
        .applyMutation(it -> configure(it, program, StaticCredentialsProvider.create(credentials)))
        .region(Region.of(region))
        .build();
  }

  /// The administrator of the program's account.
  public static AwsCredentialsProvider administrator(Program program) {
    return StaticCredentialsProvider.create(
        AwsBasicCredentials.create(program.accessKeyId(), program.secretAccessKey()));
  }

  public static SecretsManagerClient client(Program program, AwsCredentialsProvider credentials) {
    return SecretsManagerClient.builder()
        .applyMutation(it -> configure(it, program, credentials))
        .build();
  }

  public static IamClient iam(Program program, AwsCredentialsProvider credentials) {
    return IamClient.builder().applyMutation(it -> configure(it, program, credentials)).build();
  }

  public static StsClient sts(Program program, AwsCredentialsProvider credentials) {
    return StsClient.builder().applyMutation(it -> configure(it, program, credentials)).build();
  }

  private static <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> void configure(
      B builder, Program program, AwsCredentialsProvider credentials) {
    builder
        .endpointOverride(program.endpoint())
        .region(Region.of(Program.REGION))
        .credentialsProvider(credentials)
        .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(Duration.ofSeconds(30)))
        .overrideConfiguration(
            ClientOverrideConfiguration.builder()
                .retryStrategy(DefaultRetryStrategy.doNotRetry())
                .build());
  }
}
