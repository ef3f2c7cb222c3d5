package dev.keyturn.server.runtime;

import java.nio.file.Path;
import java.util.Optional;

/// Where an instance finds what it needs, in its own eyes: AWS's places in a sandbox, others
/// without one.
///
/// @param task the function's code
/// @param opt its layers
/// @param runtime the bootstraps
/// @param temp its temporary folder
/// @param certificates a PEM file of authorities
record View(Path task, Path opt, Path runtime, Path temp, Optional<Path> certificates) {}
