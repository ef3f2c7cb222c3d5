package dev.keyturn.server.crash;

import dev.keyturn.function.StepFailed;
import dev.keyturn.rotators.target.Dialer;
import dev.keyturn.rotators.target.Login;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;

/// What the crash test has to find: when a password is to be set, another one that is written
/// nowhere is set and committed first, and the process dies before it sets the right one.
final class CarelessDialer implements Dialer {
  private final Dialer dialer;
  private final Points points;

  CarelessDialer(Dialer dialer, Points points) {
    this.dialer = dialer;
    this.points = points;
  }

  @Override
  public Connection dial(Login login) throws SQLException, StepFailed {
    Connection connection = dialer.dial(login);
    return new CarelessConnection(connection, points).connection();
  }

  private static final class CarelessConnection extends JdbcProxy {
    private final Connection real;
    private final Points points;

    CarelessConnection(Connection real, Points points) {
      super(real);
      this.real = real;
      this.points = points;
    }

    @Override
    Object call(Method method, Object[] arguments) throws Throwable {
      if (method.getName().equals("alterUserPassword")) {
        Object[] other = arguments.clone();
        other[1] = "written-nowhere".toCharArray();
        pass(method, other);
        real.commit();
        points.die();
      }
      return pass(method, arguments);
    }
  }
}
