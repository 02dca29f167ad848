package sparkconnectts;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.FSLinkResolver;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Hadoop's local file system without checksums, but with system calls instead of processes. Without its native library, the stock class
 * starts {@code chmod} for every file and folder that it creates, and {@code ls}, {@code readlink}, {@code chown} and {@code ln} for other calls.
 */
final class ForklessRawFileSystem extends RawLocalFileSystem {
  /** The attributes that a {@link FileStatus} needs; together they cost one system call. */
  private static final String ATTRIBUTES = "unix:mode,uid,gid,size,isDirectory,lastModifiedTime,lastAccessTime";

  /** Permissions and the sticky bit, which is all that Hadoop reads from the output of {@code ls}. */
  private static final int PERMISSION_BITS = 01777;

  private final Map<Object, String> owners = new ConcurrentHashMap<>();
  private final Map<Object, String> groups = new ConcurrentHashMap<>();

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    java.nio.file.Path file;
    Map<String, Object> attributes;
    try {
      file = nioPath(path);
      attributes = Files.readAttributes(file, ATTRIBUTES);
    } catch (FileSystemException | InvalidPathException unreachable) {
      // The stock class asks File.exists(), which is false for every error of the system.
      throw missing(path);
    }
    return new FileStatus(
        (Long) attributes.get("size"),
        (Boolean) attributes.get("isDirectory"),
        1,
        getDefaultBlockSize(path),
        ((FileTime) attributes.get("lastModifiedTime")).toMillis(),
        ((FileTime) attributes.get("lastAccessTime")).toMillis(),
        new FsPermission((short) ((Integer) attributes.get("mode") & PERMISSION_BITS)),
        name(owners, attributes.get("uid"), file, "unix:owner"),
        name(groups, attributes.get("gid"), file, "unix:group"),
        new Path(file.toString()).makeQualified(getUri(), getWorkingDirectory()));
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    FileStatus status = getFileStatus(path);
    return status.isDirectory() ? super.listStatus(path) : new FileStatus[] {status};
  }

  @Override
  public FileStatus getFileLinkStatus(Path path) throws IOException {
    Path target = readLink(path);
    if (target == null) {
      return getFileStatus(path);
    }
    FileStatus link = linkStatus(path, target);
    link.setSymlink(FSLinkResolver.qualifySymlinkTarget(getUri(), link.getPath(), target));
    return link;
  }

  @Override
  public Path getLinkTarget(Path path) throws IOException {
    Path target = readLink(path);
    return target == null ? getFileStatus(path).getSymlink() : target;
  }

  @Override
  public void createSymlink(Path target, Path link, boolean createParent) throws IOException {
    if (!FileSystem.areSymlinksEnabled()) {
      throw new UnsupportedOperationException("Symlinks not supported");
    }
    if (createParent) {
      mkdirs(link.getParent());
    }
    Files.createSymbolicLink(nioPath(link), java.nio.file.Path.of(target.toUri().getPath()));
  }

  @Override
  public void setPermission(Path path, FsPermission permission) throws IOException {
    setAttribute(path, "unix:mode", (int) permission.toShort());
  }

  @Override
  public void setOwner(Path path, String owner, String group) throws IOException {
    if (owner == null && group == null) {
      throw new IOException("username == null && groupname == null");
    }
    UserPrincipalLookupService principals = nioPath(path).getFileSystem().getUserPrincipalLookupService();
    if (owner != null) {
      setAttribute(path, "unix:owner", principals.lookupPrincipalByName(owner));
    }
    if (group != null) {
      setAttribute(path, "unix:group", principals.lookupPrincipalByGroupName(group));
    }
  }

  /** Returns the local path of a qualified or relative path. */
  java.nio.file.Path nioPath(Path path) {
    return pathToFile(path).toPath();
  }

  private void setAttribute(Path path, String attribute, Object value) throws IOException {
    try {
      Files.setAttribute(nioPath(path), attribute, value);
    } catch (java.nio.file.NoSuchFileException missing) {
      throw missing(path);
    }
  }

  /** Returns the target of a symbolic link as it was written, or null if the path is not a link. */
  private Path readLink(Path path) throws IOException {
    try {
      return Files.isSymbolicLink(nioPath(path)) ? new Path(Files.readSymbolicLink(nioPath(path)).toString()) : null;
    } catch (InvalidPathException impossible) {
      return null;
    }
  }

  /** Returns the status of a link: like the stock class, with the size, times and permissions of its target. */
  private FileStatus linkStatus(Path link, Path target) throws IOException {
    if (!Files.exists(nioPath(link))) {
      return new FileStatus(0, false, 0, 0, 0, 0, FsPermission.getDefault(), "", "", target, link);
    }
    FileStatus of = getFileStatus(link);
    return new FileStatus(
        of.getLen(),
        false,
        of.getReplication(),
        of.getBlockSize(),
        of.getModificationTime(),
        of.getAccessTime(),
        of.getPermission(),
        of.getOwner(),
        of.getGroup(),
        target,
        link);
  }

  /** Returns the name of a user or group, which the system looks up in a file or on a server. */
  private static String name(Map<Object, String> known, Object id, java.nio.file.Path file, String attribute)
      throws IOException {
    String name = known.get(id);
    if (name == null) {
      name = Files.getAttribute(file, attribute).toString();
      known.put(id, name);
    }
    return name;
  }

  private static FileNotFoundException missing(Path path) {
    return new FileNotFoundException("File " + path + " does not exist");
  }
}
