package dev.keyturn.server.runtime;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// All processes of an instance. For one in a sandbox the kernel knows them. For one without they
/// are the descendants, those in the process group, and those that left both but still carry the
/// instance's path of the runtime API in their environment.
record ProcessTree(Process process, String token, boolean sandboxed) {
  private static final int ROUNDS = 1000;
  private static final long PAUSE_NANOS = Duration.ofMillis(1).toNanos();

  /// Whether they take more than they may.
  boolean exceeds(int memoryMb, int processes) {
    ProcessTable.Usage usage = ProcessTable.usage(process.pid());
    return usage.memoryKb() > memoryMb * 1024L || usage.processes() > processes;
  }

  /// Ends them, and returns when they are gone.
  void kill() {
    if (sandboxed) {
      killSandbox();
    } else {
      killAll();
    }
    process.destroyForcibly();
    join();
  }

  /// The first process in a sandbox is its init: with it all others end, and the one outside waits
  /// until they have.
  private void killSandbox() {
    List<ProcessHandle> inits = process.children().toList();
    inits.forEach(ProcessHandle::destroyForcibly);
    if (!inits.isEmpty()) {
      join();
    }
  }

  /// Round by round, because a process that dies may have just forked.
  private void killAll() {
    process.destroyForcibly();
    for (int round = 0; round < ROUNDS; round++) {
      Set<Long> alive = ProcessTable.related(process.pid(), token);
      if (alive.isEmpty()) {
        return;
      }
      alive.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private void join() {
    boolean interrupted = false;
    while (true) {
      try {
        process.waitFor();
        break;
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
