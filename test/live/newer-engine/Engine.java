import io.trino.plugin.iceberg.IcebergPlugin;
import io.trino.plugin.memory.MemoryPlugin;
import io.trino.plugin.tpcds.TpcdsPlugin;
import io.trino.plugin.tpch.TpchPlugin;
import io.trino.testing.DistributedQueryRunner;
import io.trino.testing.TestingSession;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Starts Trino's engine from its libraries, with the catalogs and the access control of an `etc` folder. It listens on 127.0.0.1 alone.
 * Arguments: the folder, and the port.
 */
class Engine {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{ENV:([A-Za-z0-9_]+)}");

    public static void main(String[] arguments) throws Exception {
        Path etc = Path.of(arguments[0]);
        Map<String, String> accessControl = read(etc.resolve("access-control.properties"));
        String accessControlName = accessControl.remove("access-control.name");
        DistributedQueryRunner runner = DistributedQueryRunner.builder(TestingSession.testSessionBuilder().build())
                .setWorkerCount(0)
                .setCoordinatorProperties(Map.of(
                        "node-scheduler.include-coordinator", "true",
                        "http-server.http.port", arguments[1]))
                .setSystemAccessControl(accessControlName, accessControl)
                .build();
        List.of(new IcebergPlugin(), new MemoryPlugin(), new TpcdsPlugin(), new TpchPlugin())
                .forEach(runner::installPlugin);
        try (var files = Files.list(etc.resolve("catalog"))) {
            for (Path file : files.sorted().toList()) {
                Map<String, String> catalog = read(file);
                String name = file.getFileName().toString().replaceFirst("\\.properties$", "");
                runner.createCatalog(name, catalog.remove("connector.name"), catalog);
            }
        }
        System.out.println("listening at " + runner.getCoordinator().getBaseUrl());
        Thread.currentThread().join();
    }

    private static Map<String, String> read(Path file) throws IOException {
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        Map<String, String> values = new HashMap<>();
        properties.forEach((name, value) -> values.put(name.toString(), resolved(value.toString())));
        return values;
    }

    /** As Trino's own start resolves variables. */
    private static String resolved(String value) {
        return VARIABLE.matcher(value)
                .replaceAll(match -> Matcher.quoteReplacement(System.getenv().getOrDefault(match.group(1), "")));
    }
}
