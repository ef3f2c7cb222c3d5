package dev.keyturn.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The house stands as it was drawn: everything is denied that is not allowed in [Directions] or
/// excepted by name below.
class ArchitectureTest {
  /// Classes that see what their package may not, each with its reason. One that is no longer
  /// needed fails the test.
  private static final Map<String, String> EXCEPTIONS =
      Map.of(
          "server.runtime.InProcess -> rotators.BuiltInFunctions",
          "runs what the catalogue of built-in functions holds",
          "server.runtime.InProcess -> rotators.BuiltInFunctions$BuiltInFunction",
          "an entry of that catalogue",
          "server.runtime.InProcess$Called -> rotators.BuiltInFunctions$BuiltInFunction",
          "an entry with what an account has set of it",
          "server.runtime.Leash -> rotators.target.OpenSockets",
          "closes what an invocation has opened",
          "server.runtime.InProcess$Parts -> rotators.BuiltInFunctions",
          "hands the catalogue to InProcess");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(ArchitectureTest::isNoTestJar)
          .importPackages("dev.keyturn");

  private static boolean isNoTestJar(Location location) {
    return !location.contains("-tests.jar");
  }

  @ParameterizedTest
  @CsvSource({"core, 150", "rotators, 40", "server, 100"})
  void theTestsSeeTheWholeHouse(String module, int least) {
    assertThat(CLASSES.stream().filter(inModule(module)).count())
        .as("classes of module %s", module)
        .isGreaterThanOrEqualTo(least);
  }

  private static Predicate<JavaClass> inModule(String module) {
    return type ->
        switch (packageOf(type).split("\\.", 2)[0]) {
          case "rotators" -> module.equals("rotators");
          case "server" -> module.equals("server");
          default -> module.equals("core");
        };
  }

  @Test
  void everyPackageHasItsPlace() {
    assertThat(CLASSES.stream().map(ArchitectureTest::packageOf)).isSubsetOf(Directions.packages());
  }

  @Test
  void packagesSeeOnlyWhatTheyMay() {
    Set<String> denied =
        dependencies()
            .filter(seen -> !Directions.allow(packageOf(seen.from()), packageOf(seen.to())))
            .map(Seen::toString)
            .collect(toCollection(TreeSet::new));
    assertThat(denied).containsExactlyInAnyOrderElementsOf(EXCEPTIONS.keySet());
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.keyturn.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void nobodySeesTheCompositionRoot() {
    assertThat(
            dependencies()
                .filter(seen -> packageOf(seen.to()).equals("server"))
                .filter(seen -> !packageOf(seen.from()).equals("server"))
                .filter(seen -> !packageOf(seen.from()).equals("server.cli")))
        .isEmpty();
  }

  @ParameterizedTest(name = "{0} is at home in {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          io.helidon..          | dev.keyturn.server.http..
          org.flywaydb..        | dev.keyturn.server.store..
          org.sqlite..          | dev.keyturn.server.store..
          org.postgresql..      | dev.keyturn.rotators.target..
          io.micrometer..       | dev.keyturn.server.telemetry..
          ch.qos.logback..      | dev.keyturn.server.telemetry..
          net.logstash..        | dev.keyturn.server.telemetry..
          picocli..             | dev.keyturn.server.cli..
          """)
  void aLibraryIsKnownInOnePackage(String library, String home) {
    noClasses()
        .that()
        .resideOutsideOfPackage(home)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(CLASSES);
  }

  @Test
  void noGenericExceptionIsThrown() {
    NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS.check(CLASSES);
  }

  @Test
  void onlyTheCommandLinePrints() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.keyturn.server.cli..")
        .should(ACCESS_STANDARD_STREAMS)
        .check(CLASSES);
  }

  @Test
  void theDomainAndTheRotatorsAskNoClock() {
    noClasses()
        .that(
            DescribedPredicate.not(resideInAnyPackage("dev.keyturn.server..")).as("stand in core"))
        .should()
        .callMethodWhere(ASKS_THE_SYSTEM_CLOCK)
        .check(CLASSES);
  }

  private static final DescribedPredicate<JavaMethodCall> ASKS_THE_SYSTEM_CLOCK =
      DescribedPredicate.describe(
          "asks the system clock",
          call -> {
            String owner = call.getTargetOwner().getName();
            String method = call.getName();
            return (owner.startsWith("java.time.") && method.equals("now"))
                || (owner.startsWith("java.time.") && method.startsWith("system"))
                || (owner.equals("java.lang.System") && method.equals("currentTimeMillis"));
          });

  @Test
  void everyPackageIsNullMarked() {
    Set<String> unmarked =
        CLASSES.stream()
            .map(JavaClass::getPackage)
            .filter(found -> !found.isAnnotatedWith(NullMarked.class))
            .map(found -> found.getName())
            .collect(toCollection(TreeSet::new));
    assertThat(unmarked).isEmpty();
  }

  private record Seen(JavaClass from, JavaClass to) {
    @Override
    public String toString() {
      return name(from) + " -> " + name(to);
    }

    private static String name(JavaClass type) {
      return type.getName().substring(Directions.ROOT.length());
    }
  }

  /// Every sight of one class of ours of another.
  private static Stream<Seen> dependencies() {
    return CLASSES.stream()
        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
        .map(ArchitectureTest::seen)
        .filter(seen -> seen.to().getPackageName().concat(".").startsWith(Directions.ROOT));
  }

  private static Seen seen(Dependency dependency) {
    return new Seen(
        dependency.getOriginClass().getBaseComponentType(),
        dependency.getTargetClass().getBaseComponentType());
  }

  private static String packageOf(JavaClass type) {
    return type.getPackageName().substring(Directions.ROOT.length());
  }
}
