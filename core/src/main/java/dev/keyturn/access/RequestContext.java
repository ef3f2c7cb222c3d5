package dev.keyturn.access;

import static java.time.temporal.ChronoUnit.SECONDS;

import dev.keyturn.access.Authorizer.Request;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Principal;
import dev.keyturn.identity.Principal.Kind;
import dev.keyturn.identity.Session;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The condition keys of a request: what is known of its caller, its time and place, and its
/// resource; the rest is the operation's.
final class RequestContext implements Context {
  private static final String PRINCIPAL_TAG = "aws:principaltag/";
  private static final String RESOURCE_TAG = ":resourcetag/";

  private final Request request;
  private final CallerPolicies caller;

  RequestContext(Request request, CallerPolicies caller) {
    this.request = request;
    this.caller = caller;
  }

  @Override
  public List<String> values(String key) {
    if (key.startsWith(PRINCIPAL_TAG)) {
      return Context.tag(caller.tags(), key.substring(PRINCIPAL_TAG.length()));
    }
    int resourceTag = key.indexOf(RESOURCE_TAG);
    if (resourceTag > 0 && isOfService(key.substring(0, resourceTag))) {
      String name = key.substring(resourceTag + RESOURCE_TAG.length());
      return Context.tag(request.resource().tags(), name);
    }
    return global(key);
  }

  private boolean isOfService(String prefix) {
    return prefix.equals("aws") || request.action().startsWith(prefix + ":");
  }

  private List<String> global(String key) {
    Principal principal = request.caller().principal();
    var origin = request.caller().origin();
    return switch (key) {
      case "aws:username" -> principal.kind() == Kind.USER ? List.of(name(principal)) : List.of();
      case "aws:userid" -> List.of(principal.id());
      case "aws:principalarn" -> List.of(caller.role().orElse(principal.arn()).toString());
      case "aws:tokenissuetime" ->
          session(it -> Optional.of(it.began().truncatedTo(SECONDS).toString()));
      case "aws:sourceidentity" -> session(Session::sourceIdentity);
      case "aws:principalaccount" -> List.of(principal.account().value());
      case "aws:principaltype" -> type(principal.kind());
      case "aws:principalisawsservice" -> List.of(String.valueOf(principal.kind() == Kind.SERVICE));
      case "aws:viaawsservice" -> List.of("false");
      case "aws:sourceip" -> List.of(origin.sourceAddress());
      case "aws:useragent" -> List.of(origin.userAgent());
      case "aws:securetransport" -> List.of(String.valueOf(origin.secure()));
      case "aws:currenttime" -> List.of(request.at().truncatedTo(SECONDS).toString());
      case "aws:epochtime" -> List.of(String.valueOf(request.at().getEpochSecond()));
      case "aws:requestedregion" -> List.of(request.caller().region().code());
      case "aws:resourceaccount" -> resourceAccount();
      default -> request.context().values(key);
    };
  }

  /// Only those whose keys expire have it.
  private List<String> session(Function<Session, Optional<String>> value) {
    return request.caller().session().flatMap(value).map(List::of).orElse(List.of());
  }

  private static String name(Principal user) {
    String resource = user.arn().resource();
    return resource.substring(resource.lastIndexOf('/') + 1);
  }

  private static List<String> type(Kind kind) {
    return switch (kind) {
      case ROOT -> List.of("Account");
      case USER -> List.of("User");
      case ROLE_SESSION -> List.of("AssumedRole");
      case SERVICE -> List.of();
    };
  }

  private List<String> resourceAccount() {
    return Arn.parse(request.resource().arn())
        .map(Arn::account)
        .filter(account -> !account.isEmpty())
        .map(List::of)
        .orElse(List.of());
  }
}
