package dev.keyturn.server.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The processes of this machine, as Linux shows them.
final class ProcessTable {
  private static final Path PROC = Path.of("/proc");

  private ProcessTable() {}

  /// One that has not ended.
  record Entry(long pid, long parent, long group) {}

  static List<Entry> living() {
    List<Entry> entries = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[1-9]*")) {
      all.forEach(process -> entry(process).ifPresent(entries::add));
    } catch (IOException _) {
      // Another system than Linux.
    }
    return entries;
  }

  /// The fields after the name, which is in parentheses and may hold anything: state, parent,
  /// group.
  private static Optional<Entry> entry(Path process) {
    String stat = read(process.resolve("stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", 4);
    if (fields.length < 4 || fields[0].equals("Z") || fields[0].equals("X")) {
      return Optional.empty();
    }
    return Optional.of(
        new Entry(
            Long.parseLong(String.valueOf(process.getFileName())),
            Long.parseLong(fields[1]),
            Long.parseLong(fields[2])));
  }

  /// Those that descend from a process, are in its group, or were started with a word in their
  /// environment.
  static Set<Long> related(long root, String word) {
    List<Entry> all = living();
    Set<Long> related = new HashSet<>();
    for (Entry each : all) {
      if (each.pid() == root || each.group() == root || environment(each.pid()).contains(word)) {
        related.add(each.pid());
      }
    }
    grow(related, all);
    return related;
  }

  /// Adds the descendants.
  private static void grow(Set<Long> family, List<Entry> all) {
    int before = -1;
    while (before != family.size()) {
      before = family.size();
      all.stream()
          .filter(each -> family.contains(each.parent()))
          .map(Entry::pid)
          .forEach(family::add);
    }
  }

  /// What a process and its descendants take.
  ///
  /// @param memoryKb of their own, not shared with files
  record Usage(int processes, long memoryKb) {}

  static Usage usage(long root) {
    List<Entry> all = living();
    Set<Long> family = new HashSet<>(Set.of(root));
    grow(family, all);
    return new Usage(family.size(), family.stream().mapToLong(ProcessTable::memory).sum());
  }

  private static long memory(long pid) {
    return read(PROC.resolve(pid + "/status"))
        .lines()
        .filter(line -> line.startsWith("RssAnon:") || line.startsWith("RssShmem:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }

  private static String environment(long pid) {
    return read(PROC.resolve(pid + "/environ"));
  }

  /// Empty for one that is gone, or somebody else's.
  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException _) {
      return "";
    }
  }
}
