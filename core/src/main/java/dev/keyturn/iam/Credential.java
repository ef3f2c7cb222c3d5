package dev.keyturn.iam;

import dev.keyturn.identity.Principal;
import dev.keyturn.key.SecretValue;

/// An access key that may sign requests, with whom it stands for. Its secret cannot print itself.
public record Credential(
    String accessKeyId, SecretValue secretAccessKey, Principal principal, boolean active) {}
