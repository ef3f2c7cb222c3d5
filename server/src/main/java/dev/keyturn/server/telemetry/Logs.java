package dev.keyturn.server.telemetry;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.net.URL;
import java.util.Objects;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/// The program's own log, on standard error.
public final class Logs {
  private Logs() {}

  /// Takes in what libraries write to the JDK's logging, too. To be called while there is one
  /// thread: one that asks for a logger while another sets logging up is given a substitute.
  public static void install() {
    var _ = LoggerFactory.getILoggerFactory();
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  /// One JSON object a line from now on.
  public static void toJson() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    URL configuration =
        Objects.requireNonNull(Logs.class.getResource("/logback-json.xml"), "logback-json.xml");
    context.reset();
    try {
      JoranConfigurator configurator = new JoranConfigurator();
      configurator.setContext(context);
      configurator.doConfigure(configuration);
    } catch (JoranException broken) {
      throw new IllegalStateException("logback-json.xml cannot be used", broken);
    }
  }
}
