#!/bin/bash
# Initialization action of a Dataproc cluster. On every node, it adds Spark Connect and the Kafka connector to Spark's own jars. On the
# master, it also sets up a Kafka broker and the Spark Connect server as services of systemd. It can run again at any time.
#
# It reads these values from the node's metadata:
#   dataproc-role, dataproc-master    set by Dataproc
#   spark-connect-files               folder in Cloud Storage with the jars
#   spark-connect-checkpoint          folder of the checkpoints of streaming queries
#   spark-connect-driver-memory       heap of the Spark Connect server
#   spark-connect-kafka-tunnel-port   port of the broker for clients behind a tunnel, which must use the same port locally
#   spark-connect-topics              topics to create, as name:partitions:setting=value;…, separated by spaces
#   spark-connect-master              where Spark runs; "local[2]" needs neither YARN nor HDFS. Default: yarn
set -euo pipefail

readonly SPARK_HOME=/usr/lib/spark
readonly HOME_DIR=/opt/spark-connect
readonly CONF_DIR=/etc/spark-connect
readonly DATA_DIR=/var/lib/spark-connect
readonly UNIT_DIR=/etc/systemd/system

log() { printf '%s node-setup: %s\n' "$(date -u +%H:%M:%S)" "$*"; }

fail() {
  printf 'node-setup: %s\n' "$*" >&2
  exit 1
}

# Prints a value of the metadata, or the default if there is none.
metadata() {
  local value
  value=$(/usr/share/google/get_metadata_value "attributes/$1" 2>/dev/null) || value=''
  printf '%s' "${value:-${2:-}}"
}

# Copies objects from Cloud Storage. Older images have only gsutil.
download() {
  if command -v gcloud >/dev/null; then
    gcloud storage cp "$@"
  else
    gsutil -m cp "$@"
  fi
}

# Prints the version of the node's Spark, such as 3.5.3, as its jars have it.
spark_version() {
  local jar
  for jar in "$SPARK_HOME"/jars/spark-core_2.12-*.jar; do
    if [[ ${jar##*/} =~ ^spark-core_2\.12-(3\.5\.[0-9]+) ]]; then
      printf '%s' "${BASH_REMATCH[1]}"
      return
    fi
  done
  fail "$SPARK_HOME/jars has no Spark 3.5 for Scala 2.12: create the cluster with image version 2.3."
}

# Writes standard input to a file in one step, with the given permissions.
write_file() {
  local path=$1 mode=$2 temporary
  temporary=$(mktemp "$path.XXXXXX")
  cat >"$temporary"
  chmod "$mode" "$temporary"
  mv -f "$temporary" "$path"
}

# The jars have to be in Spark's own folder: Connect's class loader for a session misses those of --jars on executors (SPARK-51537).
install_spark_jars() {
  local version stage
  version=$(spark_version)
  stage=$(mktemp -d)
  log "Spark is $version; copying its Connect and Kafka jars."
  download "$FILES/jars/$version/*.jar" "$stage" ||
    fail "$FILES/jars has no jars for Spark $version: create the cluster with --spark-version $version."
  download "$FILES/jars/server/*.jar" "$stage" || fail "cannot copy $FILES/jars/server."
  # The image may have some of these libraries already. Two versions of one library on the class path would be undefined.
  local jar name
  for jar in "$stage"/*.jar; do
    name=${jar##*/}
    find "$SPARK_HOME/jars" -maxdepth 1 -regextype posix-extended \
      -regex ".*/$(library_of "$name")(-[0-9][^/]*)?\.jar" ! -name "$name" -delete
    [[ $name == spark-connect_* ]] && remove_foreign_guava "$jar"
    install -m 644 "$jar" "$SPARK_HOME/jars/$name"
  done
  rm -rf "$stage"
}

# The Connect jar of some versions has another version of the Guava that Spark's own jars have, under the same names (SPARK-45201).
# Whichever comes first on the class path would be used for all.
remove_foreign_guava() {
  python3 - "$1" <<'EOF'
import os, sys, zipfile

jar = sys.argv[1]
with zipfile.ZipFile(jar) as source:
    entries = source.infolist()
    kept = [entry for entry in entries if not entry.filename.startswith("org/sparkproject/guava/")]
    if len(kept) == len(entries):
        sys.exit()
    with zipfile.ZipFile(jar + ".new", "w", zipfile.ZIP_DEFLATED) as target:
        for entry in kept:
            target.writestr(entry, source.read(entry))
os.replace(jar + ".new", jar)
EOF
}

# Prints the name of a library without its version: kafka-clients for kafka-clients-3.4.1.jar.
library_of() {
  sed -E 's/\.jar$//; s/-[0-9][^/]*$//; s/\./\\./g' <<<"$1"
}

add_users() {
  local user
  for user in spark kafka; do
    id "$user" >/dev/null 2>&1 || useradd --system --no-create-home --shell /usr/sbin/nologin "$user"
  done
}

# Prints the Java that runs the services: that of Spark's own jobs.
java_home() {
  local java
  java=${JAVA_HOME:-$(readlink -f "$(command -v java)" | sed 's:/bin/java$::')}
  [[ -x $java/bin/java ]] || fail 'the node has no Java.'
  printf '%s' "$java"
}

install_kafka() {
  local host=$1 tunnel_port=$2
  log 'Setting up the Kafka broker.'
  mkdir -p "$HOME_DIR/kafka" "$DATA_DIR"
  install -d -m 750 -o kafka -g kafka "$DATA_DIR/kafka"
  download "$FILES/kafka/*.jar" "$HOME_DIR/kafka" || fail "cannot copy $FILES/kafka."

  # Clients in the network use the name of the master. Clients behind a tunnel reach the broker at the same port of their own machine.
  write_file "$CONF_DIR/kafka.properties" 644 <<EOF
node.id=1
process.roles=broker,controller
controller.quorum.voters=1@127.0.0.1:9093
controller.listener.names=CONTROLLER
inter.broker.listener.name=NETWORK
listeners=NETWORK://$host:9092,TUNNEL://127.0.0.1:$tunnel_port,CONTROLLER://127.0.0.1:9093
advertised.listeners=NETWORK://$host:9092,TUNNEL://127.0.0.1:$tunnel_port
listener.security.protocol.map=NETWORK:PLAINTEXT,TUNNEL:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=$DATA_DIR/kafka/data
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
log.cleaner.dedupe.buffer.size=8388608
EOF
  write_file "$CONF_DIR/kafka-log4j.properties" 644 <<'EOF'
log4j.rootLogger=WARN, console
log4j.appender.console=org.apache.log4j.ConsoleAppender
log4j.appender.console.layout=org.apache.log4j.PatternLayout
log4j.appender.console.layout.ConversionPattern=%d{yyyy-MM-dd HH:mm:ss.SSS} %-5p %c{1}: %m%n
EOF

  write_file "$HOME_DIR/bin/format-kafka" 755 <<EOF
#!/bin/bash
# Formats the data folder of the broker, the first time.
set -euo pipefail
[[ -e $DATA_DIR/kafka/data/meta.properties ]] && exit 0
id=\$($JAVA/bin/java -cp '$HOME_DIR/kafka/*' kafka.tools.StorageTool random-uuid | tail -n 1)
exec $JAVA/bin/java -cp '$HOME_DIR/kafka/*' kafka.tools.StorageTool format -t "\$id" -c $CONF_DIR/kafka.properties
EOF
  write_file "$HOME_DIR/bin/create-topics" 755 <<EOF
#!/bin/bash
# Creates the topics of the job that are missing, as soon as the broker answers.
set -euo pipefail
topics() {
  $JAVA/bin/java -Xmx128m -cp '$HOME_DIR/kafka/*' -Dlog4j.configuration=file:$CONF_DIR/kafka-log4j.properties \\
    org.apache.kafka.tools.TopicCommand --bootstrap-server 127.0.0.1:$tunnel_port "\$@"
}
for ((attempt = 0; attempt < 30; attempt++)); do
  : 2>/dev/null </dev/tcp/127.0.0.1/$tunnel_port && break
  sleep 1
done
while IFS=: read -r name partitions settings; do
  [[ -z \$name ]] && continue
  options=()
  while [[ -n \$settings ]]; do
    options+=(--config "\${settings%%;*}")
    [[ \$settings == *';'* ]] || break
    settings=\${settings#*;}
  done
  topics --create --if-not-exists --topic "\$name" --partitions "\$partitions" --replication-factor 1 "\${options[@]}"
done <$CONF_DIR/topics
EOF
  metadata spark-connect-topics | tr ' ' '\n' | write_file "$CONF_DIR/topics" 644

  write_file "$UNIT_DIR/kafka-broker.service" 644 <<EOF
[Unit]
Description=Kafka broker of spark-connect-ts
After=network-online.target
Wants=network-online.target

[Service]
User=kafka
Group=kafka
ExecStartPre=$HOME_DIR/bin/format-kafka
ExecStart=$JAVA/bin/java -Xmx512m -cp $HOME_DIR/kafka/* -Dlog4j.configuration=file:$CONF_DIR/kafka-log4j.properties kafka.Kafka $CONF_DIR/kafka.properties
ExecStartPost=$HOME_DIR/bin/create-topics
Restart=on-failure
RestartSec=5
TimeoutStartSec=120
# The broker ends with this code when systemd stops it.
SuccessExitStatus=143
LimitNOFILE=65536
NoNewPrivileges=true
ProtectSystem=full

[Install]
WantedBy=multi-user.target
EOF
}

# Creates the token that calls to the server must carry, the first time. Only the server and root can read it.
create_token() {
  [[ -s $CONF_DIR/token ]] && return
  head -c 32 /dev/urandom | base64 | tr -d '=\n' | tr '+/' '-_' | write_file "$CONF_DIR/token" 600
  chown spark:spark "$CONF_DIR/token"
}

install_connect() {
  local host=$1 master=$2 checkpoint=$3
  log "Setting up the Spark Connect server on $master."
  create_token
  install -d -m 750 -o spark -g spark "$DATA_DIR/spark"

  write_file "$CONF_DIR/spark-connect.conf" 644 <<EOF
spark.master                                 $master
spark.app.name                               spark-connect-ts
spark.submit.deployMode                      client
spark.driver.memory                          $(metadata spark-connect-driver-memory 2g)
spark.connect.grpc.binding.address           127.0.0.1
spark.connect.grpc.binding.port              15002
spark.connect.authenticate.tokenFile         $CONF_DIR/token
spark.jobs.kafka.bootstrap.servers           $host:9092
spark.sql.streaming.checkpointLocation       $checkpoint
spark.sql.warehouse.dir                      $(if [[ $master == yarn ]]; then printf 'hdfs:///user/spark/warehouse'; else printf '%s' "$DATA_DIR/spark/warehouse"; fi)
spark.sql.session.timeZone                   UTC
spark.sql.shuffle.partitions                 4
spark.sql.streaming.minBatchesToRetain       20
spark.sql.streaming.stopTimeout              30s
spark.sql.extensions                         io.delta.sql.DeltaSparkSessionExtension
spark.sql.catalog.spark_catalog              org.apache.spark.sql.delta.catalog.DeltaCatalog
spark.ui.retainedJobs                        100
spark.ui.retainedStages                      100
spark.ui.retainedTasks                       1000
spark.sql.ui.retainedExecutions              50
EOF

  # Spark logs the progress of each batch at level info, which "npm run dataproc -- status" reads.
  write_file "$CONF_DIR/log4j2.properties" 644 <<'EOF'
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{yyyy-MM-dd HH:mm:ss.SSS} %-5p %c{1}: %m%n%ex
logger.batch.name = org.apache.spark.sql.execution.streaming.MicroBatchExecution
logger.batch.level = info
logger.kafka.name = org.apache.kafka.clients
logger.kafka.level = error
logger.source.name = org.apache.spark.sql.kafka010
logger.source.level = error
EOF

  # Initialization actions run before YARN has nodes, and the server gives up early without them.
  write_file "$HOME_DIR/bin/wait-for-cluster" 755 <<EOF
#!/bin/bash
# Waits for the cluster that the server needs, and creates the folders of the server.
set -euo pipefail
[[ '$master' == yarn ]] || exit 0
for ((attempt = 0; attempt < 60; attempt++)); do
  if yarn node -list -states RUNNING 2>/dev/null | grep -q RUNNING; then
    for folder in /user/spark /user/spark/checkpoints /user/spark/warehouse; do
      runuser -u hdfs -- hdfs dfs -mkdir -p "\$folder"
      runuser -u hdfs -- hdfs dfs -chown spark "\$folder"
    done
    exit 0
  fi
  sleep 5
done
echo 'YARN has had no running node for five minutes.' >&2
exit 1
EOF

  # The application spark-internal tells spark-submit that the class is among Spark's own jars.
  write_file "$UNIT_DIR/spark-connect.service" 644 <<EOF
[Unit]
Description=Spark Connect server of spark-connect-ts
After=network-online.target kafka-broker.service hadoop-yarn-resourcemanager.service hadoop-hdfs-namenode.service
Wants=network-online.target
StartLimitIntervalSec=600
StartLimitBurst=10

[Service]
User=spark
Group=spark
Environment=SPARK_HOME=$SPARK_HOME JAVA_HOME=$JAVA HADOOP_CONF_DIR=/etc/hadoop/conf MALLOC_ARENA_MAX=2
Environment=SPARK_SUBMIT_OPTS=-Dlog4j2.configurationFile=file:$CONF_DIR/log4j2.properties
WorkingDirectory=$DATA_DIR/spark
# + runs it as root, which may act as the superuser of HDFS.
ExecStartPre=+$HOME_DIR/bin/wait-for-cluster
ExecStart=$SPARK_HOME/bin/spark-submit $(if [[ -e $SPARK_HOME/conf/spark-defaults.conf ]]; then printf '%s' "--properties-file $CONF_DIR/spark-defaults.conf"; else printf '%s' "--properties-file $CONF_DIR/spark-connect.conf"; fi) --class sparkconnectts.ConnectServer spark-internal
Restart=on-failure
RestartSec=10
TimeoutStartSec=400
SuccessExitStatus=143
NoNewPrivileges=true

[Install]
WantedBy=multi-user.target
EOF
  # A properties file replaces the defaults of the node, such as its event log, so both go into one. The later line wins.
  if [[ -e $SPARK_HOME/conf/spark-defaults.conf ]]; then
    cat "$SPARK_HOME/conf/spark-defaults.conf" "$CONF_DIR/spark-connect.conf" |
      write_file "$CONF_DIR/spark-defaults.conf" 644
  fi
}

start_services() {
  systemctl daemon-reload
  # A second run of this script may have changed the files of a running service.
  systemctl enable kafka-broker.service spark-connect.service
  systemctl restart --no-block kafka-broker.service spark-connect.service
}

FILES=$(metadata spark-connect-files)
readonly FILES
[[ -n $FILES ]] || fail 'the metadata has no spark-connect-files.'
install_spark_jars

if [[ $(metadata dataproc-role) != Master ]]; then
  log 'This node is a worker; done.'
  exit 0
fi

JAVA=$(java_home)
readonly JAVA
host=$(metadata dataproc-master "$(hostname -s)")
add_users
mkdir -p "$HOME_DIR/bin" "$CONF_DIR"
install_kafka "$host" "$(metadata spark-connect-kafka-tunnel-port 19092)"
install_connect "$host" "$(metadata spark-connect-master yarn)" \
  "$(metadata spark-connect-checkpoint hdfs:///user/spark/checkpoints)"
start_services
log 'Done. The services start as soon as YARN answers.'
