package dev.keyturn.lambda;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// How one version of a function is run: `$LATEST`, which changes, or a published one, which does
/// not. Holds no secret.
///
/// @param version `$LATEST`, or a number
/// @param revision AWS's RevisionId: another one with every change
/// @param variables the environment variables, sealed
public record Configuration(
    String version,
    String revision,
    Instant modified,
    String description,
    String role,
    Program program,
    Limits limits,
    Options options,
    Optional<SealedVariables> variables) {
  static final String LATEST = "$LATEST";

  /// What is run.
  ///
  /// @param runtime AWS's identifier, such as `python3.12`
  /// @param layers in their order
  public record Program(
      String runtime, Optional<String> handler, Code code, List<LayerUse> layers) {
    public Program {
      layers = List.copyOf(layers);
    }

    /// All zips that are unpacked for it.
    Set<Code> codes() {
      Set<Code> codes = new LinkedHashSet<>();
      codes.add(code);
      layers.forEach(it -> codes.add(it.code()));
      return codes;
    }

    Program with(Code other) {
      return new Program(runtime, handler, other, layers);
    }
  }

  /// What an instance may take.
  ///
  /// @param timeout in seconds
  /// @param memory in megabytes
  /// @param storage in megabytes
  public record Limits(int timeout, int memory, int storage) {}

  /// What is kept to be shown, and changes nothing here.
  ///
  /// @param architecture `x86_64` or `arm64`
  /// @param tracing `PassThrough` or `Active`
  public record Options(String architecture, String tracing) {
    static final String X86 = "x86_64";
    static final String PASS_THROUGH = "PassThrough";
  }

  boolean isLatest() {
    return version.equals(LATEST);
  }

  /// Whether a version that was published of the one would be the same as one of the other.
  boolean runsLike(Configuration other) {
    return role.equals(other.role)
        && program.equals(other.program)
        && limits.equals(other.limits)
        && options.equals(other.options)
        && variables.equals(other.variables);
  }

  /// The same after a change.
  Configuration changed(String newRevision, Instant now) {
    return new Configuration(
        version, newRevision, now, description, role, program, limits, options, variables);
  }

  /// The same as a published version.
  Configuration published(long number, String newRevision, String text) {
    return new Configuration(
        String.valueOf(number),
        newRevision,
        modified,
        text,
        role,
        program,
        limits,
        options,
        variables);
  }

  Configuration with(Program other, String architecture) {
    return new Configuration(
        version,
        revision,
        modified,
        description,
        role,
        other,
        limits,
        new Options(architecture, options.tracing),
        variables);
  }
}
