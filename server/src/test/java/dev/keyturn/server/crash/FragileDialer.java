package dev.keyturn.server.crash;

import dev.keyturn.function.StepFailed;
import dev.keyturn.rotators.target.Dialer;
import dev.keyturn.rotators.target.Login;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/// Opens sessions before and after each of whose statements, as well as log-in, commit and end, the
/// process may die.
final class FragileDialer implements Dialer {
  private final Dialer dialer;
  private final Points points;

  FragileDialer(Dialer dialer, Points points) {
    this.dialer = dialer;
    this.points = points;
  }

  @Override
  public Connection dial(Login login) throws SQLException, StepFailed {
    points.reach("before a log-in");
    Connection connection = dialer.dial(login);
    points.reach("after a log-in");
    return new FragileConnection(connection, points).connection();
  }

  private static final class FragileConnection extends JdbcProxy {
    private static final Set<String> EXCHANGES =
        Set.of("commit", "rollback", "close", "alterUserPassword");

    private final Points points;

    FragileConnection(Connection real, Points points) {
      super(real);
      this.points = points;
    }

    @Override
    Object call(Method method, Object[] arguments) throws Throwable {
      return switch (method.getName()) {
        case "createStatement", "prepareStatement" ->
            Proxy.newProxyInstance(
                FragileDialer.class.getClassLoader(),
                new Class<?>[] {method.getReturnType()},
                new FragileStatement(pass(method, arguments), arguments, points));
        case String name when EXCHANGES.contains(name) ->
            points.around(name, () -> pass(method, arguments));
        default -> pass(method, arguments);
      };
    }
  }

  private static final class FragileStatement extends JdbcProxy {
    private final Object[] prepared;
    private final Points points;

    FragileStatement(Object real, Object[] prepared, Points points) {
      super(real);
      this.prepared = prepared;
      this.points = points;
    }

    @Override
    Object call(Method method, Object[] arguments) throws Throwable {
      return method.getName().startsWith("execute")
          ? points.around(
              words(arguments == null ? prepared : arguments), () -> pass(method, arguments))
          : pass(method, arguments);
    }

    /// What a statement begins with, without a comment: a password comes later.
    private static String words(Object[] sql) {
      return Arrays.stream(sql[0].toString().replaceFirst("^/\\*.*?\\*/", "").strip().split("\\s+"))
          .limit(3)
          .collect(Collectors.joining(" "));
    }
  }
}
