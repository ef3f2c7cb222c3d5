package dev.keyturn.server;

import dev.keyturn.function.FunctionInvoker;
import dev.keyturn.function.FunctionInvokerContract;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// The contract for functions that run elsewhere.
abstract class RemoteContract extends FunctionInvokerContract {
  @TempDir Path folder;
  RemoteHouse house;
  private FunctionInvoker invoker;

  /// Where `rotate` is.
  abstract Map<String, String> settings() throws Exception;

  @BeforeEach
  void begin() throws Exception {
    house = new RemoteHouse(folder);
    invoker = house.invoker(settings());
  }

  @AfterEach
  void end() {
    house.close();
  }

  @Override
  protected FunctionInvoker invoker() {
    return invoker;
  }

  @Override
  protected String name() {
    return "rotate";
  }

  @Override
  protected int calls() {
    return house.requests.size();
  }

  /// Until its deadline, which is in each call.
  @Override
  protected boolean isAtWork() {
    long deadline =
        Long.parseLong(house.requests.getFirst().header("Keyturn-Deadline").orElseThrow());
    return java.time.InstantSource.system().instant().getEpochSecond() < deadline;
  }

  @Override
  protected void behave(Behaviour behaviour) {
    switch (behaviour) {
      case SUCCEEDS -> house.does(_ -> RemoteHouse.answer(200, "null"));
      case FAILS ->
          house.does(_ ->
              RemoteHouse.answer(
                  200,
                  "{\"errorType\":\"ValueError\",\"errorMessage\":\"No such user: hunter2\"}"));
      case HANGS -> house.hangs();
      case BABBLES -> house.does(_ -> RemoteHouse.answer(200, "<html>Please log in</html>"));
    }
  }
}
