import com.zaxxer.hikari.HikariDataSource;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;

/**
 * Measures an engine that is embedded in this JVM. Arguments: JDBC address, file with the process. Each line that it reads, "clients
 * seconds", is a measurement; each line that it writes is "instances seconds ms ms …", with the time of each completed task.
 */
final class Measurement {
  interface Engine {
    /** @return the id of the instance */
    String start(Map<String, Object> variables);

    String openTask(String instance);

    void complete(String task, Map<String, Object> variables);

    boolean isOpen(String instance);
  }

  interface Opening {
    Engine open(DataSource source, String process) throws Exception;
  }

  private static final List<Map<String, Object>> ANSWERS =
      List.of(Map.of("assignedTo", "clerk.an"), Map.of("approved", true), Map.of());

  static void run(String[] arguments, Opening opening) throws Exception {
    HikariDataSource source = new HikariDataSource();
    source.setJdbcUrl(arguments[0]);
    source.setMaximumPoolSize(40);
    try (var connection = source.getConnection(); var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE IF NOT EXISTS bench_work (id text PRIMARY KEY, at timestamptz NOT NULL)");
    }
    Engine engine = opening.open(source, Files.readString(Path.of(arguments[1])));
    System.out.println("ready");
    var lines = new BufferedReader(new InputStreamReader(System.in));
    for (String line; (line = lines.readLine()) != null; ) {
      String[] words = line.split(" ");
      System.out.println(measure(engine, Integer.parseInt(words[0]), Double.parseDouble(words[1])));
    }
    System.exit(0);
  }

  /** The work of a service task: one row in the engine's own transaction. */
  static void doWork(Connection connection, String id) {
    String insert = "INSERT INTO bench_work (id, at) VALUES (?, ?) ON CONFLICT DO NOTHING";
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      statement.setString(1, id);
      statement.setTimestamp(2, new Timestamp(System.currentTimeMillis()));
      statement.executeUpdate();
    } catch (SQLException exception) {
      throw new IllegalStateException(exception);
    }
  }

  private static String measure(Engine engine, int clients, double seconds) throws Exception {
    var times = new ConcurrentLinkedQueue<Double>();
    var instances = new AtomicInteger();
    var failure = new AtomicReference<Throwable>();
    long began = System.nanoTime();
    Thread[] lanes = new Thread[clients];
    for (int lane = 0; lane < clients; lane++) {
      lanes[lane] = new Thread(() -> {
        try {
          for (; System.nanoTime() - began < seconds * 1e9; instances.incrementAndGet()) takeToTheEnd(engine, times);
        } catch (Throwable thrown) {
          failure.set(thrown);
        }
      });
      lanes[lane].start();
    }
    for (Thread lane : lanes) lane.join();
    if (failure.get() != null) throw new Exception(failure.get());
    StringBuilder answer = new StringBuilder(instances.get() + " " + (System.nanoTime() - began) / 1e9);
    for (double time : times) answer.append(' ').append(String.format(Locale.ROOT, "%.3f", time));
    return answer.toString();
  }

  private static void takeToTheEnd(Engine engine, Queue<Double> times) {
    String document = UUID.randomUUID().toString();
    String subject = "Công văn về việc cấp giấy phép xây dựng";
    String instance = engine.start(Map.of("documentId", document, "subject", subject));
    for (Map<String, Object> answer : ANSWERS) {
      String task = engine.openTask(instance);
      long began = System.nanoTime();
      engine.complete(task, answer);
      times.add((System.nanoTime() - began) / 1e6);
    }
    if (engine.isOpen(instance)) throw new IllegalStateException("Expected " + instance + " to have ended.");
  }
}
