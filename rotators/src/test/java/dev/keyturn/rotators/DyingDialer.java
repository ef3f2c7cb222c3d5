package dev.keyturn.rotators;

import dev.keyturn.function.StepFailed;
import dev.keyturn.rotators.target.Dialer;
import dev.keyturn.rotators.target.Login;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/// Connections of one user that break before the first statement with a certain text.
record DyingDialer(Dialer dialer, String user, String text) implements Dialer {

  @Override
  public Connection dial(Login login) throws SQLException, StepFailed {
    Connection real = dialer.dial(login);
    return login.user().equals(user) ? standIn(Connection.class, real) : real;
  }

  private <T> T standIn(Class<T> type, Object real) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> {
              if (method.getName().startsWith("execute")
                  && arguments != null
                  && arguments[0].toString().contains(text)) {
                throw new SQLException("it died here", "08S01");
              }
              try {
                Object result = method.invoke(real, arguments);
                return result instanceof Statement statement
                    ? standIn(Statement.class, statement)
                    : result;
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            }));
  }
}
