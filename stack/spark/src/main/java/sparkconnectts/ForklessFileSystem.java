package sparkconnectts;

import org.apache.hadoop.fs.LocalFileSystem;

/** Hadoop's local file system, with checksums, that starts no processes. The value of {@code fs.file.impl}. */
public final class ForklessFileSystem extends LocalFileSystem {
  public ForklessFileSystem() {
    super(new ForklessRawFileSystem());
  }
}
