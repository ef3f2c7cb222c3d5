package dev.keyturn.access;

import dev.keyturn.access.MalformedPolicy.Fault;
import dev.keyturn.access.Node.Members;
import dev.keyturn.access.Node.Text;
import dev.keyturn.access.Policy.Form;
import dev.keyturn.access.PolicyReader.Element;
import dev.keyturn.access.Principals.Named;
import dev.keyturn.identity.Arn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads whom a statement names.
final class PrincipalsReader {
  private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");
  private static final Pattern UNIQUE = Pattern.compile("A(IDA|ROA)[A-Z0-9]{8,124}");
  private static final Pattern SERVICE =
      Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+)*\\.amazonaws\\.com(\\.cn)?");

  /// What an ARN of IAM or STS may name. There are no wildcards in principals.
  private static final Pattern IAM = Pattern.compile("(user|role)/[^*?]+");

  private static final Pattern STS =
      Pattern.compile("(assumed-role/[^/*?]+/[^/*?]+|federated-user/[^*?]+)");

  private final Form form;
  private final Members statement;

  PrincipalsReader(Form form, Members statement) {
    this.form = form;
    this.statement = statement;
  }

  Optional<Principals> read() throws MalformedPolicy {
    Optional<Element> given = PolicyReader.either(statement, "Principal", "NotPrincipal");
    if (form == Form.IDENTITY) {
      if (given.isPresent()) {
        throw MalformedPolicy.syntax(
            "Policy document should not specify a principal.", given.get().value().at());
      }
      return Optional.empty();
    }
    Element element =
        given.orElseThrow(
            () -> MalformedPolicy.syntax("Missing required field Principal", statement.at()));
    return Optional.of(
        new Principals(named(element.value(), element.name()), element.isInverted()));
  }

  private static List<Named> named(Node given, String name) throws MalformedPolicy {
    if (given instanceof Text text && text.value().equals("*")) {
      return List.of(new Named.Anyone());
    }
    List<Named> named = new ArrayList<>();
    for (Map.Entry<String, Node> type : PolicyReader.members(given, name).members().entrySet()) {
      for (Node each : PolicyReader.nonEmpty(type.getValue(), name)) {
        named.add(named(type.getKey(), PolicyReader.text(each, name), each.at()));
      }
    }
    if (named.isEmpty()) {
      throw MalformedPolicy.syntax("Missing required field Principal cannot be empty!", given.at());
    }
    return List.copyOf(named);
  }

  private static Named named(String type, String value, Position at) throws MalformedPolicy {
    return switch (type) {
      case "AWS" ->
          aws(value)
              .orElseThrow(() ->
                  new MalformedPolicy(
                      Fault.PRINCIPAL,
                      "Invalid principal in policy: \"AWS\":" + PolicyReader.quoted(value),
                      at));
      case "Service" -> service(value, at);
      case "Federated", "CanonicalUser" -> new Named.Foreign(type, value);
      default ->
          throw new MalformedPolicy(
              Fault.PRINCIPAL,
              "Invalid principal in policy: there is no type " + PolicyReader.quoted(type) + ".",
              at);
    };
  }

  private static Named service(String value, Position at) throws MalformedPolicy {
    if (!SERVICE.matcher(value).matches()) {
      throw new MalformedPolicy(
          Fault.SERVICE_PRINCIPAL,
          "Invalid principal in policy: \"SERVICE\":" + PolicyReader.quoted(value),
          at);
    }
    return new Named.Service(value);
  }

  private static Optional<Named> aws(String value) {
    if (value.equals("*")) {
      return Optional.of(new Named.Anyone());
    }
    if (ACCOUNT.matcher(value).matches()) {
      return Optional.of(new Named.Account(value));
    }
    if (UNIQUE.matcher(value).matches()) {
      return Optional.of(new Named.Unique(value));
    }
    return Arn.parse(value).flatMap(PrincipalsReader::ofArn);
  }

  private static Optional<Named> ofArn(Arn arn) {
    if (!ACCOUNT.matcher(arn.account()).matches() || !arn.region().isEmpty()) {
      return Optional.empty();
    }
    if (arn.service().equals("iam") && arn.resource().equals("root")) {
      return Optional.of(new Named.Account(arn.account()));
    }
    Pattern resource = arn.service().equals("iam") ? IAM : STS;
    boolean known = arn.service().equals("iam") || arn.service().equals("sts");
    return known && resource.matcher(arn.resource()).matches()
        ? Optional.of(new Named.Identity(arn.toString()))
        : Optional.empty();
  }
}
