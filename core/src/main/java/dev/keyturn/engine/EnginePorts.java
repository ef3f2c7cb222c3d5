package dev.keyturn.engine;

import dev.keyturn.audit.AuditLog;
import dev.keyturn.function.FunctionInvoker;
import dev.keyturn.function.Watchdog;
import dev.keyturn.secret.RotationRepository;
import dev.keyturn.secret.RotationTarget;
import dev.keyturn.secret.RotationTokens;
import dev.keyturn.secret.SecretRepository;
import dev.keyturn.store.Store;
import java.time.InstantSource;

/// What the engine reaches the world through.
public record EnginePorts(
    Store store,
    SecretRepository secrets,
    RotationRepository rotations,
    FunctionInvoker functions,
    RotationTarget.Reader targets,
    RotationTokens tokens,
    AuditLog audit,
    InstantSource clock,
    Watchdog watchdog,
    RotationListener listener) {}
