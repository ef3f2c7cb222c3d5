package dev.keyturn.server.sigv4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.iam.Credential;
import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Principal;
import dev.keyturn.key.SecretValue;
import dev.keyturn.testkit.ManualClock;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Known answers. The key, the time and most signatures of service `service` are those of AWS's
/// published signing test suite; the others were made by botocore.
class SignatureVectorsTest {
  private static final String UNRESERVED =
      "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  private final Authenticator authenticator =
      new Authenticator(
          (id, _) ->
              id.equals("AKIDEXAMPLE")
                  ? Optional.of(
                      new Credential(
                          id,
                          SecretValue.ofString("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
                          Principal.administrator(new AccountId("000000000000")),
                          true))
                  : Optional.empty(),
          ManualClock.at("2015-08-30T12:36:00Z"));

  record Vector(String name, RawRequest request, String scope, String signed, String signature) {
    String service() {
      return scope.substring(scope.indexOf('/') + 1);
    }

    RawRequest complete(String separator) {
      return request
          .plus("X-Amz-Date", "20150830T123600Z")
          .plus(
              "Authorization",
              "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/%s/aws4_request%sSignedHeaders=%s%sSignature=%s"
                  .formatted(scope, separator, signed, separator, signature));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  @ParameterizedTest
  @MethodSource
  void takesASignatureThatIsRight(Vector vector) throws Exception {
    for (String separator : new String[] {", ", ",", "  ,\t"}) {
      assertThat(
              authenticator
                  .authenticate(vector.complete(separator), vector.service())
                  .accessKeyId())
          .isEqualTo("AKIDEXAMPLE");
    }
  }

  static Stream<Vector> takesASignatureThatIsRight() {
    return Stream.of(
        get("get-vanilla", "/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        get(
            "get-vanilla-query-order-key-case",
            "/?Param2=value2&Param1=value1",
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
        get(
            "get-vanilla-query-order-encoded",
            "/?Param-3=Value3&Param=Value2&%E1%88%B4=Value1",
            "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac"),
        get(
            "get-vanilla-query-unreserved",
            "/?" + UNRESERVED + "=" + UNRESERVED,
            "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197"),
        get(
            "get-vanilla-utf8-query",
            "/?ሴ=bar",
            "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04"),
        get(
            "get-vanilla-query",
            "/?Param1=value1",
            "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb"),
        get("get-utf8", "/ሴ", "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"),
        get(
            "get-space",
            "/example space/",
            "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741"),
        get(
            "get-relative-relative",
            "/example1/example2/../..",
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        get(
            "get-slash-pointless-dot",
            "/./example",
            "ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5"),
        get(
            "get-slashes",
            "//example//",
            "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84"),
        get(
            "a path that came encoded is encoded once more",
            "/a%20b/%7Ec",
            "79354ab2536e12a78c0d92262d96b486dfa7a76a18ab39cd3d0df59142635b8f"),
        get(
            "dots within a path",
            "/a/./b/../c/",
            "03815191a982245f233767bed9d5022ca4cf6dc96e4c7598525bfdbc1932b50c"),
        new Vector(
            "get-header-value-trim",
            example("GET", "/").plus("My-Header1", " value1").plus("My-Header2", " \"a   b   c\""),
            "us-east-1/service",
            "host;my-header1;my-header2;x-amz-date",
            "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"),
        new Vector(
            "get-header-key-duplicate",
            example("GET", "/")
                .plus("My-Header1", "value2")
                .plus("My-Header1", "value2")
                .plus("My-Header1", "value1"),
            "us-east-1/service",
            "host;my-header1;x-amz-date",
            "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"),
        new Vector(
            "get-header-value-order",
            example("GET", "/")
                .plus("My-Header1", "value4")
                .plus("My-Header1", "value1")
                .plus("My-Header1", "value3")
                .plus("My-Header1", "value2"),
            "us-east-1/service",
            "host;my-header1;x-amz-date",
            "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01"),
        new Vector(
            "get-header-value-multiline",
            example("GET", "/")
                .plus("My-Header1", "value1")
                .plus("My-Header1", "  value2")
                .plus("My-Header1", "     value3"),
            "us-east-1/service",
            "host;my-header1;x-amz-date",
            "ba17b383a53190154eb5fa66a1b836cc297cc0a3d70a5d00705980573d8ff790"),
        new Vector(
            "post-vanilla",
            example("POST", "/"),
            "us-east-1/service",
            "host;x-amz-date",
            "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
        new Vector(
            "post-x-www-form-urlencoded",
            example("POST", "/")
                .plus("Content-Type", "application/x-www-form-urlencoded")
                .plus("Content-Length", "13")
                .plus(
                    "x-amz-content-sha256",
                    "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e")
                .withContent("Param1=value1"),
            "us-east-1/service",
            "content-length;content-type;host;x-amz-content-sha256;x-amz-date",
            "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b"),
        new Vector(
            "GetSecretValue by botocore",
            getSecretValue("{\"SecretId\":\"db\"}"),
            "eu-west-1/secretsmanager",
            "content-type;host;x-amz-date;x-amz-target",
            "7c5eb495431ee44b6aecd6ed60c560b9580183d195ac10de067491bcebd10032"),
        new Vector(
            "GetSecretValue of a Greek name by botocore",
            getSecretValue("{\"SecretId\":\"π\"}"),
            "eu-west-1/secretsmanager",
            "content-type;host;x-amz-date;x-amz-target",
            "8569bb1c714b6cb82f3557b06b73aab0cd715cbc6250803e03615978e05d473f"),
        new Vector(
            "ListFunctions of Lambda by botocore",
            RawRequest.of("GET", "/2015-03-31/functions?MaxItems=10&Marker=a%2Bb%2Fc%3D%3D")
                .plus("Host", "127.0.0.1:7117"),
            "eu-west-1/lambda",
            "host;x-amz-date",
            "172e7dbaeec5fdc4f0bc45ba03397ddeb5baed0d231260a6452d957ed95b3849"),
        new Vector(
            "GetFunction by its ARN of Lambda by botocore",
            RawRequest.of(
                    "GET",
                    "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-west-1%3A000000000000%3Afunction%3Arotate_db?Qualifier=%24LATEST")
                .plus("Host", "127.0.0.1:7117"),
            "eu-west-1/lambda",
            "host;x-amz-date",
            "151815c7b6f949b42dd7edacf897f289fe2c972771662cf2317c2f1dc422f768"),
        new Vector(
            "Invoke of Lambda by botocore",
            RawRequest.of("POST", "/2015-03-31/functions/rotate_db/invocations")
                .plus("Host", "127.0.0.1:7117")
                .plus("X-Amz-Invocation-Type", "Event")
                .plus("X-Amz-Log-Type", "Tail")
                .withContent("{\"a\":1}"),
            "eu-west-1/lambda",
            "host;x-amz-date;x-amz-invocation-type;x-amz-log-type",
            "ad859255e08a74500c200c4803ea039d40e83f37454877f376f1b2d3d30b03c0"),
        new Vector(
            "UntagResource of Lambda by botocore",
            RawRequest.of(
                    "DELETE",
                    "/2017-03-31/tags/arn%3Aaws%3Alambda%3Aeu-west-1%3A000000000000%3Afunction%3Arotate_db?tagKeys=b%20key&tagKeys=a%2Fb&tagKeys=%C3%BC")
                .plus("Host", "127.0.0.1:7117"),
            "eu-west-1/lambda",
            "host;x-amz-date",
            "210b4b1a77788a663c199139cd9bf844bda58e157187ad8d9c0b21d2d673eb62"),
        new Vector(
            "RemovePermission of Lambda by botocore",
            RawRequest.of(
                    "DELETE", "/2015-03-31/functions/rotate_db/policy/SecretsManager-Access_1")
                .plus("Host", "127.0.0.1:7117"),
            "eu-west-1/lambda",
            "host;x-amz-date",
            "bce6ae30d914835d09f3c08ccb700503fd9d032cfb8d57daf097396ea4b622b9"),
        new Vector(
            "GetLayerVersionByArn of Lambda by botocore",
            RawRequest.of(
                    "GET",
                    "/2018-10-31/layers?find=LayerVersion&Arn=arn%3Aaws%3Alambda%3Aeu-west-1%3A000000000000%3Alayer%3Aboto%3A1")
                .plus("Host", "127.0.0.1:7117"),
            "eu-west-1/lambda",
            "host;x-amz-date",
            "cf75b9f0d5b25511dafe5e674fa706c1f839c0fc93df0ea01e3222efbafeb37c"));
  }

  @ParameterizedTest
  @MethodSource("takesASignatureThatIsRight")
  void refusesTheSameSignatureWithOneDigitChanged(Vector vector) {
    String digits = vector.signature();
    String changed = (digits.charAt(0) == '0' ? '1' : '0') + digits.substring(1);
    Vector wrong =
        new Vector(vector.name(), vector.request(), vector.scope(), vector.signed(), changed);

    assertThatThrownBy(() -> authenticator.authenticate(wrong.complete(", "), vector.service()))
        .isInstanceOf(AuthenticationFailed.class)
        .hasMessageStartingWith("The request signature we calculated does not match");
  }

  private static Vector get(String name, String target, String signature) {
    return new Vector(
        name, example("GET", target), "us-east-1/service", "host;x-amz-date", signature);
  }

  private static RawRequest example(String method, String target) {
    return RawRequest.of(method, target).plus("Host", "example.amazonaws.com");
  }

  private static RawRequest getSecretValue(String body) {
    return RawRequest.of("POST", "/")
        .plus("Host", "127.0.0.1:7117")
        .plus("Content-Type", "application/x-amz-json-1.1")
        .plus("X-Amz-Target", "secretsmanager.GetSecretValue")
        .withContent(body);
  }
}
