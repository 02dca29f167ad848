package sparkconnectts;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/**
 * Runs a program with a runtime that the machine does not have, as a Spark job without a Spark application: it copies both from
 * Hadoop's file systems, such as Cloud Storage, starts them, and ends with their exit code. If the job is canceled, so is the program.
 *
 * <p>Arguments, before {@code --} and the arguments of the program:
 *
 * <ul>
 *   <li>{@code --runtime} and {@code --program}: the URIs of the executable and of the file that is its first argument
 *   <li>{@code --file}: the URI of a file for the program, whose folder replaces <code>{data}</code> in the arguments of the program
 *   <li>{@code --token-file} and {@code --connect-port}: give the program SPARK_REMOTE, with a token that no command line shows
 *   <li>{@code --env}: {@code NAME=value}
 *   <li>{@code --seconds}: ends the program after this time, which then counts as success
 * </ul>
 */
public final class ProgramLauncher {
  private static final long GRACE_SECONDS = 20;

  private final Map<String, List<String>> options = new HashMap<>();
  private final List<String> programArguments = new ArrayList<>();

  private ProgramLauncher(String[] args) {
    int index = 0;
    for (; index < args.length && !args[index].equals("--"); index += 2) {
      if (index + 1 == args.length) {
        throw new IllegalArgumentException("no value for " + args[index]);
      }
      options.computeIfAbsent(args[index], name -> new ArrayList<>()).add(args[index + 1]);
    }
    for (index++; index < args.length; index++) {
      programArguments.add(args[index]);
    }
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    int exitCode = new ProgramLauncher(args).run();
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }

  private int run() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("program-");
    try {
      // The program finds its top folder two levels above its file.
      Path top = Files.createDirectories(folder.resolve("clone"));
      Path runtime = copy(option("--runtime"), folder);
      Path program = copy(option("--program"), Files.createDirectories(top.resolve("scripts/setup")));
      Path data = Files.createDirectories(folder.resolve("data"));
      for (String uri : options.getOrDefault("--file", List.of())) {
        copy(uri, data);
      }
      if (!runtime.toFile().setExecutable(true)) {
        throw new IOException(runtime + " cannot be made executable");
      }
      List<String> command = new ArrayList<>(List.of(runtime.toString(), program.toString()));
      for (String argument : programArguments) {
        command.add(argument.replace("{data}", data.toString()));
      }
      return start(command, top.toFile());
    } finally {
      delete(folder);
    }
  }

  private int start(List<String> command, File folder) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder).inheritIO();
    Map<String, String> environment = builder.environment();
    for (String pair : options.getOrDefault("--env", List.of())) {
      int equals = pair.indexOf('=');
      environment.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    if (options.containsKey("--token-file")) {
      String token = Files.readString(Path.of(option("--token-file"))).strip();
      environment.put(
          "SPARK_REMOTE",
          "sc://127.0.0.1:" + option("--connect-port") + "/;authorization=Bearer%20" + token);
    }
    Process process = builder.start();
    Thread hook = new Thread(() -> end(process));
    Runtime.getRuntime().addShutdownHook(hook);
    if (!options.containsKey("--seconds")) {
      return process.waitFor();
    }
    if (process.waitFor(Long.parseLong(option("--seconds")), TimeUnit.SECONDS)) {
      return process.exitValue();
    }
    end(process);
    return 0;
  }

  private static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private String option(String name) {
    List<String> values = options.get(name);
    if (values == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return values.get(0);
  }

  /** Copies a file of Hadoop's file systems to a local folder. */
  private static Path copy(String uri, Path folder) throws IOException {
    org.apache.hadoop.fs.Path source = new org.apache.hadoop.fs.Path(uri);
    Path target = folder.resolve(source.getName());
    FileSystem files = source.getFileSystem(new Configuration());
    files.copyToLocalFile(false, source, new org.apache.hadoop.fs.Path(target.toUri()), true);
    return target;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      paths.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
  }
}
