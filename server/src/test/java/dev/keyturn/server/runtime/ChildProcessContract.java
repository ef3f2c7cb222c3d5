package dev.keyturn.server.runtime;

import dev.keyturn.function.FunctionRuntime;
import dev.keyturn.function.FunctionRuntimeContract;
import dev.keyturn.testkit.LentCredentials;
import dev.keyturn.testkit.MemoryLogs;

/// The contract, kept by processes that the tests of a class share.
abstract class ChildProcessContract extends FunctionRuntimeContract {
  /// What the tests of the class share.
  abstract Functions functions();

  @Override
  protected FunctionRuntime runtime() {
    return functions().runtime;
  }

  @Override
  protected LentCredentials credentials() {
    return functions().credentials;
  }

  @Override
  protected MemoryLogs logs() {
    return functions().logs;
  }
}
