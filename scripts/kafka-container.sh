#!/usr/bin/env bash
# Starts, stops and breaks one Apache Kafka broker in a container on 127.0.0.1, for tests.
# Any script with these commands can stand in for it through STREAMEMBED_TEST_KAFKA.
#
#   kafka-container.sh available                           succeeds when a container engine works
#   kafka-container.sh start DIR [--port P] [--set K=V]... prints 127.0.0.1:PORT when the broker is ready; DIR remembers it
#   kafka-container.sh address DIR
#   kafka-container.sh stop|kill|pause|continue DIR        `start DIR` brings a stopped broker back with its data
#   kafka-container.sh clean                               ends every broker that was started by this script, and drops the data
#   kafka-container.sh tool NAME ARGS...                   Kafka's own tool, for example: tool topics --bootstrap-server ... --list
set -euo pipefail

image=${STREAMEMBED_KAFKA_IMAGE:-apache/kafka:4.1.0}

die() { echo "kafka-container: $*" >&2; exit 1; }

engine() {
  local candidate
  for candidate in docker podman; do
    ! command -v "$candidate" >/dev/null || ! timeout 20 "$candidate" info >/dev/null 2>&1 || { echo "$candidate"; return; }
  done
  return 1
}

free_port() {
  local port
  for _ in $(seq 200); do
    port=$((RANDOM % 20000 + 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
  die "found no free port"
}

container_of() { cat "$1/container" 2>/dev/null || die "no broker was started in '$1'"; }

# On the host's network, so that the address a broker tells its clients is the one it listens on.
create() {
  local dir=$1 port="" settings=() name
  shift
  while [ $# -gt 0 ]; do
    case $1 in
      --port) port=$2 ;;
      --set) name=${2%%=*}; settings+=(-e "KAFKA_$(tr '.a-z' '_A-Z' <<<"$name")=${2#*=}") ;;
      --nodes) [ "$2" = 1 ] || die "starts one broker only" ;;
      *) die "unknown argument '$1'" ;;
    esac
    shift 2
  done
  port=${port:-$(free_port)}
  local controller
  controller=$(free_port)
  mkdir -p "$dir"
  "$engine" run -d --network host --label streamembed-test \
    -e KAFKA_NODE_ID=1 -e KAFKA_PROCESS_ROLES=broker,controller \
    -e KAFKA_LISTENERS="PLAINTEXT://127.0.0.1:$port,CONTROLLER://127.0.0.1:$controller" \
    -e KAFKA_ADVERTISED_LISTENERS="PLAINTEXT://127.0.0.1:$port" \
    -e KAFKA_LISTENER_SECURITY_PROTOCOL_MAP=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT \
    -e KAFKA_CONTROLLER_LISTENER_NAMES=CONTROLLER \
    -e KAFKA_CONTROLLER_QUORUM_VOTERS="1@127.0.0.1:$controller" \
    -e KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR=1 -e KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS=4 \
    -e KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR=1 -e KAFKA_TRANSACTION_STATE_LOG_MIN_ISR=1 \
    -e KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS=0 -e KAFKA_AUTO_CREATE_TOPICS_ENABLE=false \
    -e KAFKA_LOG_CLEANER_BACKOFF_MS=500 \
    "${settings[@]}" "$image" >"$dir/container.new" || die "the container did not start"
  echo "127.0.0.1:$port" >"$dir/address"
  mv "$dir/container.new" "$dir/container"
}

await() {
  local deadline=$((SECONDS + 60)) port=${2##*:}
  until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
    [ $SECONDS -lt $deadline ] || die "the broker did not start within 60 s: $("$engine" logs --tail 5 "$1" 2>&1)"
    sleep 0.2
  done
}

engine=$(engine) || { [ "${1:-}" != available ] || exit 1; die "no container engine works here"; }
command=${1:-}
dir=${2:-}
container=
case $command in
  stop | kill | pause | continue) container=$(container_of "$dir") ;;
esac
case $command in
  available) ;;
  start)
    [ -n "$dir" ] || die "start needs a folder"
    if [ -s "$dir/container" ]; then "$engine" start "$(container_of "$dir")" >/dev/null; else create "$dir" "${@:3}"; fi
    await "$(container_of "$dir")" "$(cat "$dir/address")"
    cat "$dir/address"
    ;;
  address) cat "$dir/address" ;;
  stop) "$engine" stop -t 10 "$container" >/dev/null ;;
  kill) "$engine" kill "$container" >/dev/null ;;
  pause) "$engine" pause "$container" >/dev/null ;;
  continue) "$engine" unpause "$container" >/dev/null ;;
  clean)
    for container in $("$engine" ps -aq --filter label=streamembed-test); do "$engine" rm -f "$container" >/dev/null; done
    ;;
  tool) exec "$engine" run --rm --network host "$image" "/opt/kafka/bin/kafka-$dir.sh" "${@:3}" ;;
  *) die "unknown command '$command'; see the head of this file" ;;
esac
