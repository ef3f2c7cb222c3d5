package dev.keyturn.server.crash;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;

/// Stands in for an object of a driver.
abstract class JdbcProxy implements InvocationHandler {
  private final Object real;

  JdbcProxy(Object real) {
    this.real = real;
  }

  /// The connection that this stands in for. It unwraps to itself, so that nothing gets past it.
  Connection connection() {
    return (Connection)
        Proxy.newProxyInstance(
            real.getClass().getClassLoader(), real.getClass().getInterfaces(), this);
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    return method.getName().equals("unwrap") ? proxy : call(method, arguments);
  }

  /// A call of any other method.
  abstract Object call(Method method, Object[] arguments) throws Throwable;

  /// What the real object does.
  final Object pass(Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause();
    }
  }
}
