package dev.keyturn.server.crash;

import dev.keyturn.function.StepFailed;
import dev.keyturn.rotators.target.Dialer;
import dev.keyturn.rotators.target.Login;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;

/// What the crash test has to find: whenever a password is to be set, another one that is written
/// nowhere is set and committed first. All is well in the end, unless the server dies in between.
final class CarelessDialer implements Dialer {
  private final Dialer dialer;

  CarelessDialer(Dialer dialer) {
    this.dialer = dialer;
  }

  @Override
  public Connection dial(Login login) throws SQLException, StepFailed {
    Connection connection = dialer.dial(login);
    return new CarelessConnection(connection).connection();
  }

  private static final class CarelessConnection extends JdbcProxy {
    private final Connection real;

    CarelessConnection(Connection real) {
      super(real);
      this.real = real;
    }

    @Override
    Object call(Method method, Object[] arguments) throws Throwable {
      if (method.getName().equals("alterUserPassword")) {
        Object[] other = arguments.clone();
        other[1] = "written-nowhere".toCharArray();
        pass(method, other);
        real.commit();
      }
      return pass(method, arguments);
    }
  }
}
