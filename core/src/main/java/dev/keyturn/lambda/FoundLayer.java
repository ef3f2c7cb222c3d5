package dev.keyturn.lambda;

import dev.keyturn.identity.AccountId;
import dev.keyturn.identity.Arn;
import dev.keyturn.identity.Region;
import dev.keyturn.operation.Call;
import dev.keyturn.operation.Refusal.InvalidParameterValue;
import dev.keyturn.operation.Refusal.ResourceNotFound;
import dev.keyturn.operation.Resource;
import dev.keyturn.store.Kept;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A layer, or a version of one, that a request means, be it there or not.
///
/// @param number of the version; empty: the layer as such is meant
record FoundLayer(Home home, String name, Optional<Long> number) implements Resource {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,140}");
  private static final Pattern RESOURCE =
      Pattern.compile("layer:(?<name>[a-zA-Z0-9_-]{1,140})(?::(?<number>[0-9]{1,18}))?");

  @Override
  public String arn() {
    return home.layerArn(number.map(it -> name + ":" + it).orElse(name)).toString();
  }

  static FoundLayer named(Call call, String name) {
    if (NAME.matcher(name).matches()) {
      return new FoundLayer(Home.of(call), name, Optional.empty());
    }
    return ofArn(name);
  }

  FoundLayer version(long version) {
    return new FoundLayer(home, name, Optional.of(version));
  }

  static FoundLayer ofArn(String text) {
    Optional<Arn> arn =
        Arn.parse(text)
            .filter(it -> it.service().equals("lambda") && AccountId.isId(it.account()))
            .filter(it -> Region.isCode(it.region()));
    Optional<Matcher> resource =
        arn.map(it -> RESOURCE.matcher(it.resource())).filter(Matcher::matches);
    if (resource.isEmpty()) {
      throw new InvalidParameterValue("'" + text + "' is not the name or the ARN of a layer");
    }
    return new FoundLayer(
        Home.of(arn.get()),
        resource.get().group("name"),
        Optional.ofNullable(resource.get().group("number")).map(Long::valueOf));
  }

  Optional<LayerVersion> find(FunctionRepository repository) {
    return number.flatMap(
        it -> repository.get(home.layerVersion(name, it), LayerVersion.class).map(Kept::body));
  }

  LayerVersion require(FunctionRepository repository) {
    return find(repository)
        .orElseThrow(
            () -> new ResourceNotFound("The resource you requested does not exist.", arn()));
  }
}
