#!/bin/bash
# What the number of files costs: start, memory, and the latency of one route. See README.md beside this file.
set -euo pipefail

folder=${1:?the folder with capability files}
shift
here=$(cd "$(dirname "$0")/.." && pwd)
jar=$here/cli/target/capstan.jar
work=$(mktemp -d)
rest=28180 mcp=28190 control=28191 upstream=28199 proxy=28198
pids=()
stop() { for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; rm -rf "$work"; }
trap stop EXIT

cat > "$work/nginx.conf" <<CONF
worker_processes 1; pid $work/nginx.pid; error_log $work/error.log; events { worker_connections 1024; }
http {
  access_log off; client_body_temp_path $work/body; proxy_temp_path $work/proxy; fastcgi_temp_path $work/f;
  uwsgi_temp_path $work/u; scgi_temp_path $work/s;
  upstream up { server 127.0.0.1:$upstream; keepalive 64; }
  server { listen 127.0.0.1:$upstream; location / { default_type application/json; return 200 '{"ok":true}'; } }
  server { listen 127.0.0.1:$proxy; location / { proxy_pass http://up; proxy_http_version 1.1; proxy_set_header Connection ""; } }
}
CONF
nginx -c "$work/nginx.conf" -g 'daemon off;' & pids+=($!)

# The route that is called, in a file of its own, so that it is the same in every run.
cat > "$work/route.yaml" <<'YAML'
naftiko: 1.0.0-alpha2
capability:
  consumes:
  - namespace: bench
    baseUri: http://bench.test
    resources: [{path: "/things/{id}", operations: [{name: get, method: GET}]}]
  exposes:
  - {type: rest, namespace: bench-only, port: 8080, resources: [{path: "/bench/things/{id}", operations: [{method: GET, call: bench.get}]}]}
YAML

latency() { # URL
  wrk -t1 -c8 -d3s "$1" > /dev/null
  wrk -t1 -c8 -d8s --latency "$1" | awk '/50%/{a=$2} /99%/{b=$2} /Requests\/sec/{r=$2} END{print a, b, r}'
}

printf '%8s %10s %9s %9s %9s %12s %10s %10s %10s %14s\n' \
  files operations 'ready ms' 'ms/file' 'RSS MiB' 'heap MiB' 'KiB/op' 'p50' 'p99' 'nginx p50 p99'
for count in "$@"; do
  rm -rf "$work/files"
  python3 - "$folder" "$work/files" "$count" <<'PY'
import os, shutil, sys
source, target, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
files = sorted(os.path.join(d, f) for d, _, fs in os.walk(source) for f in fs if f.endswith(('.yaml', '.yml')))
for i in range(count):
    folder = f'{target}/{i // 500:03d}'
    os.makedirs(folder, exist_ok=True)
    shutil.copy(files[i % len(files)], f'{folder}/{i:05d}-{os.path.basename(files[i % len(files)])}')
PY
  cp "$work/route.yaml" "$work/files/"
  begin=$(date +%s%N)
  java -jar "$jar" serve "$work/files" --upstream-origin "http://127.0.0.1:$upstream" --address 127.0.0.1 \
    --rest-port $rest --mcp-port $mcp --control-port $control --no-watch > "$work/out.txt" 2>&1 & server=$!
  pids+=("$server")
  until [ "$(curl -s -o /dev/null -w '%{http_code}' http://127.0.0.1:$control/health/ready)" = 200 ]; do
    kill -0 $server || { cat "$work/out.txt"; exit 1; }
    sleep 0.05
  done
  ready=$((($(date +%s%N) - begin) / 1000000))
  rss=$(awk '/VmRSS/{print int($2/1024)}' /proc/$server/status)
  jcmd $server GC.run > /dev/null
  heap=$(jcmd $server GC.heap_info | sed -n 's/.*used \([0-9]*\)K \[.*/\1/p' | head -1)
  # A line for all files where there are many, otherwise one for each.
  operations=$(grep -E '^[0-9]+ files?: |  (ready|degraded) ' "$work/out.txt" | grep -oE '[0-9]+ routes?, [0-9]+ tools?' \
    | awk '{s += $1 + $3} END{print s}')
  read -r p50 p99 rate <<< "$(latency "http://127.0.0.1:$rest/bench/things/42")"
  read -r n50 n99 nrate <<< "$(latency "http://127.0.0.1:$proxy/things/42")"
  printf '%8s %10s %9s %9s %9s %12s %10s %10s %10s %14s\n' "$count" "$operations" "$ready" \
    "$(awk "BEGIN{printf \"%.1f\", $ready/$count}")" "$rss" "$(awk "BEGIN{printf \"%.1f\", $heap/1024}")" \
    "$(awk "BEGIN{printf \"%.1f\", $heap/$operations}")" "$p50" "$p99" "$n50 $n99"
  kill $server
  wait $server 2>/dev/null || true
done
