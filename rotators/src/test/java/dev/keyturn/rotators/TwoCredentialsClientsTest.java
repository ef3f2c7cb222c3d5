package dev.keyturn.rotators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.function.StepFailed;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisMonitor;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisException;

/// Clients of a library that is not ours, which never stop, while the password rotates.
class TwoCredentialsClientsTest extends OnRealRedis {
  private static final int ROTATIONS = 40;

  private final AtomicInteger logIns = new AtomicInteger();
  private final Queue<String> denied = new ConcurrentLinkedQueue<>();

  /// Logs in at every server with what it has just read, and with what it read before that.
  private void logInWithoutPause(RotatedSecret secret, AtomicBoolean done, Semaphore round) {
    String before = first;
    while (!done.get()) {
      String now = secret.password("AWSCURRENT");
      for (RealRedis node : nodes) {
        logIn(node, now);
        logIn(node, before);
      }
      before = now;
      round.release();
    }
  }

  private void logIn(RealRedis node, String password) {
    try (Jedis client = node.connect(user, password)) {
      client.get("app:1");
      logIns.incrementAndGet();
    } catch (JedisAccessControlException refused) {
      denied.add(String.valueOf(refused.getMessage()));
    }
  }

  @Test
  void aClientThatLogsInWithoutPauseIsNeverDenied() throws StepFailed, InterruptedException {
    startNodes(2);
    RotatedSecret secret = secret("");
    AtomicBoolean done = new AtomicBoolean();
    Semaphore round = new Semaphore(0);
    Thread client = Thread.ofVirtual().start(() -> logInWithoutPause(secret, done, round));
    for (int i = 0; i < ROTATIONS; i++) {
      secret.rotate();
      round.drainPermits();
      // The client has read once more: what it holds is current or previous, never older.
      round.acquire(2);
    }
    done.set(true);
    client.join();
    assertThat(denied).isEmpty();
    assertThat(logIns.get()).isGreaterThan(4 * ROTATIONS);
  }

  @Test
  void monitorShowsNoPassword() throws StepFailed, InterruptedException {
    startNodes(1);
    List<String> lines = new CopyOnWriteArrayList<>();
    Thread monitor = monitor(nodes.getFirst(), lines);
    RotatedSecret secret = secret("");
    secret.rotate();
    secret.rotate();
    try (Jedis client = nodes.getFirst().connect(user, secret.password("AWSCURRENT"))) {
      client.get("app:the-end");
    }
    nodes.getFirst().kill();
    monitor.join();
    nodes.getFirst().startAgain();
    String shown = String.join("\n", lines);
    assertThat(shown).contains("app:the-end");
    assertThat(RealRedis.passwordsIn(shown)).isZero();
  }

  /// Ends with the server.
  private static Thread monitor(RealRedis node, List<String> lines) throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    Jedis jedis = node.connectAsAdmin();
    Thread thread =
        Thread.ofVirtual()
            .unstarted(() -> {
              try (jedis) {
                jedis.monitor(
                    new JedisMonitor() {
                      @Override
                      public void proceed(Connection connection) {
                        begun.countDown();
                        super.proceed(connection);
                      }

                      @Override
                      public void onCommand(String line) {
                        lines.add(line);
                      }
                    });
              } catch (JedisException ended) {
                lines.add(String.valueOf(ended.getMessage()));
              }
            });
    thread.start();
    begun.await();
    return thread;
  }
}
