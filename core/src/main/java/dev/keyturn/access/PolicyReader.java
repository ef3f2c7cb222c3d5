package dev.keyturn.access;

import dev.keyturn.access.Node.Items;
import dev.keyturn.access.Node.Members;
import dev.keyturn.access.Node.Text;
import dev.keyturn.access.Policy.Form;
import dev.keyturn.access.Statement.Label;
import dev.keyturn.access.Statement.Subject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads one document by the grammar of policies. Whatever the grammar does not know is refused: a
/// policy that is understood in part is misunderstood.
final class PolicyReader {
  private static final String OLD = "2008-10-17";
  private static final String NEW = "2012-10-17";
  private static final Set<String> ELEMENTS = Set.of("Version", "Id", "Statement");
  private static final Set<String> STATEMENT_ELEMENTS =
      Set.of(
          "Sid",
          "Effect",
          "Principal",
          "NotPrincipal",
          "Action",
          "NotAction",
          "Resource",
          "NotResource",
          "Condition");

  private final String document;
  private final Form form;
  private final Set<String> sids = new HashSet<>();

  /// What statements name, by how they write it: the same for all that write the same.
  private final Map<List<String>, Resources> resources = new HashMap<>();

  private boolean variables;

  PolicyReader(String document, Form form) {
    this.document = document;
    this.form = form;
  }

  Policy read() throws MalformedPolicy {
    if (document.length() > Policy.LONGEST) {
      throw MalformedPolicy.syntax(
          "The policy is longer than " + Policy.LONGEST + " characters.", Position.START);
    }
    Members root = members(Node.parse(document), "A policy document");
    requireKnown(root, ELEMENTS);
    variables = version(root).equals(NEW);
    Node id = root.members().get("Id");
    if (id != null) {
      String _ = text(id, "Id");
    }
    List<Statement> statements = new ArrayList<>();
    for (Node each : statements(root)) {
      statements.add(statement(members(each, "A statement"), statements.size() + 1));
    }
    return new Policy(form, document, variables, statements);
  }

  private static String version(Members root) throws MalformedPolicy {
    Node given = root.members().get("Version");
    if (given == null) {
      return OLD;
    }
    String version = text(given, "Version");
    if (!version.equals(OLD) && !version.equals(NEW)) {
      throw syntax("Version must be " + NEW + " or " + OLD + ".", given);
    }
    return version;
  }

  private static List<Node> statements(Members root) throws MalformedPolicy {
    Node given = root.members().get("Statement");
    if (given == null) {
      throw syntax("The element Statement is missing.", root);
    }
    return nonEmpty(given, "Statement");
  }

  private Statement statement(Members members, int number) throws MalformedPolicy {
    requireKnown(members, STATEMENT_ELEMENTS);
    Label label = new Label(sid(members), number, members.at(), members.end());
    boolean allows = allows(members);
    Subject subject =
        new Subject(
            actions(members), resources(members), new PrincipalsReader(form, members).read());
    return new Statement(
        label,
        allows,
        subject,
        ConditionsReader.read(members.members().get("Condition"), variables));
  }

  private Optional<String> sid(Members statement) throws MalformedPolicy {
    Node given = statement.members().get("Sid");
    if (given == null) {
      return Optional.empty();
    }
    String sid = text(given, "Sid");
    if (form == Form.IDENTITY && !sid.chars().allMatch(PolicyReader::isAlphanumeric)) {
      throw MalformedPolicy.syntax(
          "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular"
              + " expression [0-9A-Za-z]*",
          given.at());
    }
    if (!sid.isEmpty() && !sids.add(sid)) {
      throw MalformedPolicy.syntax(
          "Statement IDs (SID) in a single policy must be unique.", given.at());
    }
    return Optional.of(sid);
  }

  private static boolean isAlphanumeric(int each) {
    return (each >= '0' && each <= '9')
        || (each >= 'A' && each <= 'Z')
        || (each >= 'a' && each <= 'z');
  }

  private static boolean allows(Members statement) throws MalformedPolicy {
    Node given = statement.members().get("Effect");
    if (given == null) {
      throw MalformedPolicy.syntax("Missing required field Effect", statement.at());
    }
    return switch (text(given, "Effect")) {
      case "Allow" -> true;
      case "Deny" -> false;
      default -> throw syntax("Effect must be Allow or Deny.", given);
    };
  }

  private static Actions actions(Members statement) throws MalformedPolicy {
    Element element =
        either(statement, "Action", "NotAction")
            .orElseThrow(() ->
                MalformedPolicy.syntax("Policy statement must contain actions.", statement.at()));
    List<String> written = new ArrayList<>();
    for (Node each : nonEmpty(element.value, element.name)) {
      written.add(action(each, element.name));
    }
    return new Actions(written, element.isInverted());
  }

  private static String action(Node given, String name) throws MalformedPolicy {
    String action = text(given, name);
    int colon = action.indexOf(':');
    if (colon < 0 && !action.equals("*")) {
      throw MalformedPolicy.syntax(
          "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.", given.at());
    }
    if (action.indexOf(':', colon + 1) >= 0 && colon >= 0) {
      throw MalformedPolicy.syntax("Actions/Condition can contain only one colon.", given.at());
    }
    String vendor = action.substring(0, Math.max(colon, 0));
    if (colon >= 0 && !isVendor(vendor)) {
      throw MalformedPolicy.syntax("Vendor " + vendor + " is not valid", given.at());
    }
    return action;
  }

  private static boolean isVendor(String vendor) {
    return !vendor.isEmpty()
        && vendor.chars().allMatch(each -> isAlphanumeric(each) || each == '-' || each == '.');
  }

  private Resources resources(Members statement) throws MalformedPolicy {
    Optional<Element> given = either(statement, "Resource", "NotResource");
    if (form == Form.TRUST) {
      if (given.isPresent()) {
        throw MalformedPolicy.syntax("Has prohibited field " + given.get().name, statement.at());
      }
      return Resources.ALL;
    }
    Element element =
        given.orElseThrow(() ->
            MalformedPolicy.syntax("Policy statement must contain resources.", statement.at()));
    boolean everything = false;
    List<ArnPattern> patterns = new ArrayList<>();
    List<String> written = new ArrayList<>(List.of(element.name));
    for (Node each : nonEmpty(element.value, element.name)) {
      String resource = text(each, element.name);
      written.add(resource);
      if (resource.equals("*")) {
        everything = true;
      } else {
        patterns.add(pattern(resource, each));
      }
    }
    Resources read = new Resources(everything, patterns, element.isInverted());
    return resources.computeIfAbsent(written, _ -> read);
  }

  private ArnPattern pattern(String resource, Node given) throws MalformedPolicy {
    return Optional.of(resource)
        .filter(it -> it.startsWith("arn:"))
        .flatMap(it -> ArnPattern.parse(it, variables))
        .orElseThrow(() ->
            MalformedPolicy.syntax(
                "Resource " + resource + " must be in ARN format or \"*\".", given.at()));
  }

  /// An element of a statement.
  record Element(String name, Node value) {
    boolean isInverted() {
      return name.startsWith("Not");
    }
  }

  /// The one of two elements that a statement has.
  static Optional<Element> either(Members statement, String name, String other)
      throws MalformedPolicy {
    Node one = statement.members().get(name);
    Node two = statement.members().get(other);
    if (one != null && two != null) {
      throw syntax("A statement can't have both " + name + " and " + other + ".", two);
    }
    return Optional.ofNullable(one)
        .map(it -> new Element(name, it))
        .or(() -> Optional.ofNullable(two).map(it -> new Element(other, it)));
  }

  private static void requireKnown(Members members, Set<String> known) throws MalformedPolicy {
    for (var each : members.members().entrySet()) {
      if (!known.contains(each.getKey())) {
        throw syntax("There is no element " + quoted(each.getKey()) + ".", each.getValue());
      }
    }
  }

  static String quoted(String word) {
    return '"' + (word.length() > 64 ? word.substring(0, 64) + "..." : word) + '"';
  }

  static Members members(Node given, String what) throws MalformedPolicy {
    if (given instanceof Members members) {
      return members;
    }
    throw syntax(what + " must be a JSON object.", given);
  }

  /// One or several.
  static List<Node> list(Node given) {
    return given instanceof Items items ? items.items() : List.of(given);
  }

  static List<Node> nonEmpty(Node given, String name) throws MalformedPolicy {
    List<Node> list = list(given);
    if (list.isEmpty()) {
      throw syntax(name + " must not be empty.", given);
    }
    return list;
  }

  static String text(Node given, String name) throws MalformedPolicy {
    if (given instanceof Text text && text.quoted()) {
      return text.value();
    }
    throw syntax(name + " must be a text.", given);
  }

  static MalformedPolicy syntax(String reason, Node at) {
    return MalformedPolicy.syntax("Syntax errors in policy. " + reason, at.at());
  }
}
