package dev.keyturn.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.access.Decision;
import dev.keyturn.function.FunctionInvoker;
import dev.keyturn.function.Outcome;
import dev.keyturn.function.RotationEvent;
import dev.keyturn.identity.Arn;
import dev.keyturn.operation.Operation;
import dev.keyturn.operation.Rights;
import dev.keyturn.operation.Service;
import dev.keyturn.secret.RotationHook;
import dev.keyturn.secret.RotationParts;
import dev.keyturn.secret.RotationRepository;
import dev.keyturn.secret.Rotations;
import dev.keyturn.server.wire.ServiceModel.OperationShapes;
import dev.keyturn.testkit.MemoryStore;
import dev.keyturn.testkit.SecretsFixture;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// Holds docs/compatibility.md against AWS's model and the program's table of operations: what the
/// page says is what the program does.
class CompatibilityPageTest {
  private static final Path PAGE = Path.of("..", "docs", "compatibility.md");
  private static final Pattern ROW = Pattern.compile("^\\| `[A-Za-z]+` \\| (yes|partly|no) \\|");
  private static final Path EXPECTED = Path.of("target", "compatibility-table.md");
  private static final ServiceModel MODEL = ServiceModel.of("secretsmanager");
  private static final Map<String, Operation<?, ?, ?>> OPERATIONS =
      service().operations().stream()
          .collect(Collectors.toMap(Operation::name, Function.identity()));

  @Test
  void theTableSaysWhatTheProgramDoes() throws Exception {
    List<String> expected = table();
    Files.write(EXPECTED, expected);
    List<String> page =
        Files.readAllLines(PAGE).stream().filter(line -> ROW.matcher(line).find()).toList();
    assertThat(page).as("the lines to put in are in %s", EXPECTED).isEqualTo(expected);
  }

  @Test
  void theTableHasEveryOperationOfAws() throws Exception {
    assertThat(operationsOfAws()).hasSize(23).containsAll(OPERATIONS.keySet());
  }

  private static List<String> table() throws Exception {
    List<String> lines = new ArrayList<>();
    for (String name : operationsOfAws()) {
      OperationShapes shapes = MODEL.operation(name).orElseThrow();
      Optional<Operation<?, ?, ?>> operation = Optional.ofNullable(OPERATIONS.get(name));
      Set<String> missing =
          operation.map(Operation::unsupported).orElseGet(() -> membersOf(shapes.input()));
      lines.add(
          "| `%s` | %s | %s | %s |"
              .formatted(
                  name,
                  operation.isEmpty() ? "no" : missing.isEmpty() ? "yes" : "partly",
                  members(shapes.input(), missing),
                  operation.isEmpty()
                      ? ""
                      : shapes.output().map(output -> members(output, missing)).orElse("")));
    }
    return lines;
  }

  /// Members in AWS's order, those that are missing struck through, also those of nested
  /// structures.
  private static String members(Shape.Structure shape, Collection<String> missing) {
    List<String> shown = new ArrayList<>();
    for (Shape.Member member : shape.members()) {
      shown.add(missing.contains(member.name()) ? "~~" + member.name() + "~~" : member.name());
      missing.stream()
          .filter(name -> name.startsWith(member.name() + "."))
          .sorted()
          .forEach(name -> shown.add("~~" + name + "~~"));
    }
    return String.join(", ", shown);
  }

  private static Set<String> membersOf(Shape.Structure shape) {
    return shape.members().stream().map(Shape.Member::name).collect(Collectors.toSet());
  }

  private static Set<String> operationsOfAws() throws Exception {
    try (InputStream model =
        CompatibilityPageTest.class.getResourceAsStream(
            "/aws/models/secretsmanager-2017-10-17-model.json")) {
      return new TreeSet<>(
          JsonMapper.shared().readTree(model).required("operations").propertyNames());
    }
  }

  private static Service service() {
    return new SecretsFixture(
            new MemoryStore(),
            base ->
                new SecretsFixture.RotationParts(
                    RotationHook.NONE,
                    Rotations.rows(
                        new RotationParts(
                            base.store(),
                            base.repository(),
                            new RotationRepository(base.store()),
                            new NoFunctions(),
                            base.keys(),
                            new Rights(_ -> new Decision.Allowed("a test")),
                            () -> {}))))
        .secrets;
  }

  /// Rows are looked at, not called.
  private static final class NoFunctions implements FunctionInvoker {
    @Override
    public Outcome invoke(Arn function, RotationEvent event, Duration limit) {
      throw new AssertionError("not called");
    }

    @Override
    public Optional<String> mayInvoke(Arn function, Arn secret) {
      throw new AssertionError("not called");
    }

    @Override
    public boolean isBuiltIn(Arn function) {
      throw new AssertionError("not called");
    }

    @Override
    public boolean needsSuperuser(Arn function) {
      throw new AssertionError("not called");
    }
  }
}
