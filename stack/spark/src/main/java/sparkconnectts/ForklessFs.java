package sparkconnectts;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;
import java.util.EnumSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFs;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FsConstants;
import org.apache.hadoop.fs.FsServerDefaults;
import org.apache.hadoop.fs.Options.ChecksumOpt;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.local.LocalConfigKeys;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.DataChecksum;
import org.apache.hadoop.util.Progressable;

/**
 * The local file system for Hadoop's newer interface, {@code FileContext}, through which Spark writes streaming checkpoints. The value of
 * {@code fs.AbstractFileSystem.file.impl}. It starts no processes, and differs from the stock class, {@code LocalFs}, where a crash could
 * damage a checkpoint:
 *
 * <ul>
 *   <li>A file is replaced in one step. The stock class deletes the old file first, and moves the checksum after the data.
 *   <li>A file that must not be replaced never is, also if two writers create it at the same moment. The stock class only checks beforehand.
 *   <li>A file that is written without checksums has none. Spark asks for this, because it always writes a temporary file and renames it;
 *       the stock class writes a checksum file nevertheless.
 *   <li>Such a file is on the disk when its stream is closed, and its name when it has been renamed. {@code
 *       sparkconnectts.checkpoint.sync=false} turns this off.
 * </ul>
 */
public final class ForklessFs extends ChecksumFs {
  static final String SYNC = "sparkconnectts.checkpoint.sync";

  private final ForklessRawFileSystem files;
  private final boolean syncs;

  /** Hadoop calls this constructor. {@code uri} is {@code file:///}. */
  public ForklessFs(URI uri, Configuration conf) throws IOException, URISyntaxException {
    this(new ForklessRawFileSystem(), conf);
  }

  private ForklessFs(ForklessRawFileSystem files, Configuration conf) throws IOException, URISyntaxException {
    super(new Raw(files, conf));
    this.files = files;
    this.syncs = conf.getBoolean(SYNC, true);
  }

  @Override
  public FSDataOutputStream createInternal(
      Path path,
      EnumSet<CreateFlag> flags,
      FsPermission permission,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress,
      ChecksumOpt checksums,
      boolean createParent)
      throws IOException {
    if (checksums == null || checksums.getChecksumType() != DataChecksum.Type.NULL) {
      return super.createInternal(
          path, flags, permission, bufferSize, replication, blockSize, progress, checksums, createParent);
    }
    deleteChecksums(path);
    FSDataOutputStream out =
        getMyFs()
            .createInternal(
                path, flags, permission, bufferSize, replication, blockSize, progress, checksums, createParent);
    return syncs ? new SyncedOnClose(out) : out;
  }

  @Override
  public void renameInternal(Path source, Path target) throws IOException {
    renameInternal(source, target, false);
  }

  @Override
  public void renameInternal(Path source, Path target, boolean overwrite) throws IOException {
    java.nio.file.Path from = files.nioPath(source);
    java.nio.file.Path to = files.nioPath(target);
    if (!Files.isRegularFile(from, LinkOption.NOFOLLOW_LINKS)
        || Files.isDirectory(to)
        || Files.exists(files.nioPath(getChecksumFile(source)))) {
      super.renameInternal(source, target, overwrite);
      return;
    }
    if (overwrite || !Files.exists(to)) {
      // Before the rename: checksums of older data would make the new data unreadable.
      deleteChecksums(target);
    }
    if (overwrite) {
      replace(from, to);
    } else {
      moveToNewName(from, to, target);
    }
    if (syncs) {
      sync(to.getParent());
    }
  }

  private void deleteChecksums(Path path) throws IOException {
    Files.deleteIfExists(files.nioPath(getChecksumFile(path)));
  }

  private static void replace(java.nio.file.Path from, java.nio.file.Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException missing) {
      throw new FileNotFoundException(missing.getMessage());
    }
  }

  /** Gives a file a new name that is not in use. A hard link, unlike a rename, never replaces a file. */
  private static void moveToNewName(java.nio.file.Path from, java.nio.file.Path to, Path target) throws IOException {
    try {
      Files.createLink(to, from);
    } catch (java.nio.file.FileAlreadyExistsException exists) {
      throw alreadyExists(target);
    } catch (NoSuchFileException missing) {
      throw new FileNotFoundException(missing.getMessage());
    } catch (IOException | UnsupportedOperationException noHardLinks) {
      if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
        throw alreadyExists(target);
      }
      replace(from, to);
      return;
    }
    Files.delete(from);
  }

  private static FileAlreadyExistsException alreadyExists(Path target) {
    return new FileAlreadyExistsException("rename destination " + target + " already exists.");
  }

  /** Writes the names in a folder to the disk. */
  private static void sync(java.nio.file.Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder)) {
      channel.force(true);
    }
  }

  /** A file that is on the disk once it is closed. */
  private static final class SyncedOnClose extends FSDataOutputStream {
    private boolean closed;

    SyncedOnClose(FSDataOutputStream out) throws IOException {
      super(out, null);
    }

    @Override
    public void close() throws IOException {
      if (!closed) {
        closed = true;
        try {
          hsync();
        } finally {
          super.close();
        }
      }
    }
  }

  /** The file system below the checksums. */
  private static final class Raw extends DelegateToFileSystem {
    Raw(ForklessRawFileSystem files, Configuration conf) throws IOException, URISyntaxException {
      super(FsConstants.LOCAL_FS_URI, files, conf, FsConstants.LOCAL_FS_URI.getScheme(), false);
    }

    @Override
    public int getUriDefaultPort() {
      return -1;
    }

    @Override
    public FsServerDefaults getServerDefaults(Path path) throws IOException {
      return LocalConfigKeys.getServerDefaults();
    }

    @Override
    @Deprecated
    public FsServerDefaults getServerDefaults() throws IOException {
      return LocalConfigKeys.getServerDefaults();
    }

    @Override
    public boolean isValidName(String name) {
      // As in the stock class: the operating system decides.
      return true;
    }
  }
}
