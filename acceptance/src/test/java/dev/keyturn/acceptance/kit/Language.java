package dev.keyturn.acceptance.kit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;

/// What users' rotation functions are written in. Each rotates a secret whose target is a [Gate].
public enum Language {
  PYTHON("python3.12", "app.handler", "app.py"),
  NODE("nodejs22.x", "app.handler", "app.mjs"),
  JAVA("java17", "app.Handler::handle", "Handler.java.txt"),
  SHELL("provided.al2023", "none", "bootstrap");

  private final String runtime;
  private final String handler;
  private final String source;

  Language(String runtime, String handler, String source) {
    this.runtime = runtime;
    this.handler = handler;
    this.source = source;
  }

  /// AWS's identifier of the runtime.
  public String runtime() {
    return runtime;
  }

  public String handler() {
    return handler;
  }

  /// The zip to upload.
  public Path zip(Path folder) throws IOException {
    Path zip = folder.resolve(name() + ".zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry(this == JAVA ? "app/Handler.class" : source));
      out.write(this == JAVA ? compiled(folder) : source());
    }
    return zip;
  }

  private byte[] source() throws IOException {
    try (InputStream in = Language.class.getResourceAsStream("/functions/" + source)) {
      return Objects.requireNonNull(in, source).readAllBytes();
    }
  }

  private byte[] compiled(Path folder) throws IOException {
    Path file = Files.write(folder.resolve("Handler.java"), source());
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "--release",
                "17",
                "-d",
                folder.toString(),
                file.toString());
    if (status != 0) {
      throw new AssertionError("The function does not compile");
    }
    return Files.readAllBytes(folder.resolve("app/Handler.class"));
  }
}
