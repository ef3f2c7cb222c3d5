package dev.keyturn.lambda;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Checks where the entries of a zip would be written: all in one folder, as files and folders that
/// a file system can hold, and not too many.
final class ZipNames {
  private static final int LONGEST = 1024;
  private static final int LONGEST_PART = 255;
  private static final int MOST = 100_000;
  private static final int QUOTED = 200;

  private final List<ZipItem> items;
  private final Set<String> files = new HashSet<>();
  private final Set<String> folders = new HashSet<>();

  ZipNames(List<ZipItem> items) {
    this.items = items;
  }

  void demand() throws BadZip {
    for (ZipItem item : items) {
      demandPlain(item);
      if (!item.isFolder()) {
        files.add(item.name());
      }
    }
    for (ZipItem item : items) {
      demandFolders(item);
    }
  }

  /// An entry's name as texts show it.
  static String quoted(ZipItem item) {
    String name = item.name();
    return "'" + (name.length() > QUOTED ? name.substring(0, QUOTED) + "..." : name) + "'";
  }

  private static void demandPlain(ZipItem item) throws BadZip {
    demandShort(item);
    if (item.leaves()) {
      throw new BadZip("the path " + quoted(item) + " is absolute, or has a '.' or '..' in it");
    }
    if (item.isSpecial()) {
      throw new BadZip(quoted(item) + " is a link or another special file");
    }
    if (item.encrypted()) {
      throw new BadZip(quoted(item) + " is encrypted");
    }
  }

  /// Also so that the number of folders that a path may have is bounded.
  private static void demandShort(ZipItem item) throws BadZip {
    if (item.name().length() > LONGEST) {
      throw new BadZip("the path " + quoted(item) + " is longer than 1,024 characters");
    }
    for (String part : item.name().split("/", -1)) {
      if (part.getBytes(StandardCharsets.UTF_8).length > LONGEST_PART) {
        throw new BadZip("the path " + quoted(item) + " has a name of more than 255 bytes in it");
      }
    }
  }

  /// Above a file or a folder there are only folders.
  private void demandFolders(ZipItem item) throws BadZip {
    int slash = item.name().indexOf('/');
    while (slash >= 0) {
      String folder = item.name().substring(0, slash);
      if (files.contains(folder)) {
        throw new BadZip("above " + quoted(item) + " there is a file of a folder's name");
      }
      folders.add(folder);
      slash = item.name().indexOf('/', slash + 1);
    }
    if (files.size() + folders.size() > MOST) {
      throw new BadZip("it has more than 100,000 files and folders");
    }
  }
}
