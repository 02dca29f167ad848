package sparkconnectts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** The token in a file, which is read again each time because it may be replaced. */
final class TokenFile implements Supplier<String> {
  private final Path file;
  private volatile String latest;

  TokenFile(Path file, String latest) {
    this.file = file;
    this.latest = latest;
  }

  /** Returns the current token, or the previous one while the file is missing, unreadable or empty, as during a replacement. */
  @Override
  public String get() {
    try {
      String token = Files.readString(file).strip();
      if (!token.isEmpty()) {
        latest = token;
      }
    } catch (IOException unreadable) {
      // Keep the previous token.
    }
    return latest;
  }
}
