package dev.keyturn.function;

import dev.keyturn.identity.Arn;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// One version of a user's function, ready to run. Two that are equal may share warm instances.
///
/// @param function the ARN without a qualifier
/// @param version `$LATEST`, or the number of a published version
/// @param revision changes with everything that an instance is started with: code, layers,
///   configuration, variables, role
/// @param runtime AWS's identifier
/// @param handler what the runtime calls, such as `lambda_function.lambda_handler`; empty for
///   `provided`, whose `bootstrap` may need none
/// @param code the zip that was uploaded
/// @param layers in their order: later ones lie over earlier ones
/// @param role what the function acts as
/// @param limits what an instance may take
/// @param egress the only places that an instance may connect to, beside this server; empty: any
/// @param mostInstances the function's reserved concurrency; empty: only the limit of the whole
///   server counts
public record Deployment(
    Arn function,
    String version,
    String revision,
    String runtime,
    Optional<String> handler,
    CodeArchive code,
    List<CodeArchive> layers,
    Variables variables,
    Arn role,
    Limits limits,
    Optional<List<Destination>> egress,
    Optional<Integer> mostInstances) {

  public Deployment {
    layers = List.copyOf(layers);
    egress = egress.map(List::copyOf);
  }

  /// What an instance may take.
  ///
  /// @param timeout of one invocation
  /// @param memoryMb of its processes together
  /// @param storageMb of what it may write
  public record Limits(Duration timeout, int memoryMb, int storageMb) {}

  /// A host name or address, and a port.
  public record Destination(String host, int port) {}
}
