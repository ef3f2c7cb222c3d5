package dev.keyturn.rotators;

import dev.keyturn.function.StepFailed;
import dev.keyturn.rotators.target.Dialer;
import dev.keyturn.rotators.target.Login;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/// Connections in which something happens once, around the first statement with a certain text.
final class InterruptedDialer implements Dialer {
  private final Dialer dialer;
  private final String text;
  private final boolean before;
  private final Interruption interruption;
  private boolean over;

  private InterruptedDialer(Dialer dialer, String text, boolean before, Interruption interruption) {
    this.dialer = dialer;
    this.text = text;
    this.before = before;
    this.interruption = interruption;
  }

  /// What happens.
  @FunctionalInterface
  interface Interruption {
    /// The connection breaks.
    Interruption BREAK =
        () -> {
          throw new SQLException("it died here", "08S01");
        };

    void happen() throws SQLException;
  }

  static Dialer before(String text, Dialer dialer, Interruption interruption) {
    return new InterruptedDialer(dialer, text, true, interruption);
  }

  static Dialer after(String text, Dialer dialer, Interruption interruption) {
    return new InterruptedDialer(dialer, text, false, interruption);
  }

  @Override
  public Connection dial(Login login) throws SQLException, StepFailed {
    return standIn(Connection.class, dialer.dial(login));
  }

  private <T> T standIn(Class<T> type, Object real) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> {
              boolean now = !over && isMeant(method, arguments);
              over |= now;
              if (now && before) {
                interruption.happen();
              }
              Object result = call(real, method, arguments);
              if (now && !before) {
                interruption.happen();
              }
              return result instanceof Statement statement
                  ? standIn(Statement.class, statement)
                  : result;
            }));
  }

  private boolean isMeant(Method method, Object[] arguments) {
    return method.getName().startsWith("execute")
        && arguments != null
        && arguments[0].toString().contains(text);
  }

  private static Object call(Object real, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    }
  }
}
