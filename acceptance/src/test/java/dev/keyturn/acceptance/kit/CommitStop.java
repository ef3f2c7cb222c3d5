package dev.keyturn.acceptance.kit;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.Location;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.connect.ListeningConnector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.request.EventRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/// Holds the packaged server at one of its commits, so that it can be killed right there: before
/// the commit, or after it, when nobody has heard of it. A debugger stands at the only two places
/// that every commit passes, and counts; the program itself is what is packaged.
public final class CommitStop implements AutoCloseable {
  private static final String CHANGES = "dev.keyturn.server.store.Changes";

  /// What the writer calls just before and just after it commits.
  private static final List<String> PLACES = List.of("announceTo", "applyTo");

  private final ListeningConnector connector;
  private final Map<String, Connector.Argument> arguments;
  private final String address;
  private Optional<VirtualMachine> machine = Optional.empty();
  private CountDownLatch reached = new CountDownLatch(1);

  public CommitStop() throws IOException, IllegalConnectorArgumentsException {
    connector =
        Bootstrap.virtualMachineManager().listeningConnectors().stream()
            .filter(it -> it.transport().name().equals("dt_socket"))
            .findFirst()
            .orElseThrow();
    arguments = connector.defaultArguments();
    set("localAddress", "127.0.0.1");
    set("timeout", "60000");
    address = connector.startListening(arguments);
  }

  private void set(String argument, String value) {
    Objects.requireNonNull(arguments.get(argument)).setValue(value);
  }

  /// Kills a program and starts it again under this debugger, which does nothing until [#at].
  public void restart(Program program)
      throws IOException, IllegalConnectorArgumentsException, InterruptedException {
    program.kill();
    program.spawn("-agentlib:jdwp=transport=dt_socket,server=n,suspend=n,address=" + address);
    machine = Optional.of(connector.accept(arguments));
    program.awaitReady();
  }

  /// From now on it counts, and holds the program at the n-th place that its commits pass.
  public void at(int place) {
    VirtualMachine debugged = machine.orElseThrow();
    for (String method : PLACES) {
      Location entry =
          debugged.classesByName(CHANGES).getFirst().methodsByName(method).getFirst().location();
      EventRequest stop = debugged.eventRequestManager().createBreakpointRequest(entry);
      stop.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
      stop.enable();
    }
    CountDownLatch latch = new CountDownLatch(1);
    reached = latch;
    Thread.ofVirtual().name("debugger").start(() -> count(debugged, place, latch));
  }

  /// Whether the program stands still now.
  public boolean reached() {
    return reached.getCount() == 0;
  }

  private static void count(VirtualMachine debugged, int place, CountDownLatch latch) {
    try {
      int passed = 0;
      while (passed < place) {
        EventSet events = debugged.eventQueue().remove();
        passed += (int) events.stream().filter(BreakpointEvent.class::isInstance).count();
        if (passed < place) {
          events.resume();
        }
      }
      latch.countDown();
    } catch (VMDisconnectedException | InterruptedException killed) {
      // As it is meant to be.
    }
  }

  @Override
  public void close() throws IOException, IllegalConnectorArgumentsException {
    connector.stopListening(arguments);
    machine.ifPresent(VirtualMachine::dispose);
  }
}
