#!/bin/bash
# What the number of MCP tools costs: start, memory, the list, and calls. See README.md beside this file.
set -euo pipefail

[ $# -gt 0 ] || set -- 100 1000 10000
here=$(cd "$(dirname "$0")/.." && pwd)
jar=$here/cli/target/capstan.jar
seconds=${SECONDS_EACH:-5}
work=$(mktemp -d)
pids=()
stop() { for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; rm -rf "$work"; }
trap stop EXIT

upstream=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat > "$work/nginx.conf" <<CONF
worker_processes 1; pid $work/nginx.pid; error_log $work/error.log; events { worker_connections 1024; }
http {
  access_log off; client_body_temp_path $work/body; proxy_temp_path $work/proxy; fastcgi_temp_path $work/f;
  uwsgi_temp_path $work/u; scgi_temp_path $work/s;
  server { listen 127.0.0.1:$upstream; location / { default_type application/json; return 200 '{"ok":true}'; } }
}
CONF
nginx -c "$work/nginx.conf" -g 'daemon off;' & pids+=($!)

cat > "$work/files.py" <<'PY'
"""Writes as many tools as asked for, 50 a file, with six inputs each: a path variable, four in the query, a header."""
import os, sys
folder, count = sys.argv[1], int(sys.argv[2])
os.makedirs(folder)
for begin in range(0, count, 50):
    numbers = range(begin, min(count, begin + 50))
    operations = ''.join(f'''
    - path: "/things{n}/{{id}}"
      operations:
      - name: find-{n}
        method: GET
        inputParameters:
        - {{name: id, in: path, required: true, description: The number of the thing.}}
        - {{name: limit, in: query, type: integer, description: How many there may be at most.}}
        - {{name: since, in: query, description: The first day, format: date}}
        - {{name: state, in: query, enum: [open, closed, lost], description: The state that it must have.}}
        - {{name: exact, in: query, type: boolean, description: Whether similar things count as well.}}
        - {{name: X-Tenant, in: header, description: For whom it is done.}}''' for n in numbers)
    tools = ''.join(f'''
    - {{name: find-thing-{n:05d}, description: Finds things of kind {n} by what is known of them., call: bench{begin}.find-{n}}}'''
                    for n in numbers)
    with open(f'{folder}/{begin:05d}.yaml', 'w') as file:
        file.write(f'''naftiko: 1.0.0-alpha2
info: {{label: Things {begin}, description: Things of fifty kinds.}}
capability:
  consumes:
  - namespace: bench{begin}
    baseUri: http://bench.test
    resources:{operations}
  exposes:
  - type: mcp
    namespace: things-{begin}
    description: Things of fifty kinds.
    tools:{tools}
''')
PY

cat > "$work/ask.py" <<'PY'
"""Asks for tools/list: its bytes, the same compressed, the first answer, and the median of those after it, in ms."""
import http.client, json, statistics, sys, time
port, era, times = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
headers = {'Content-Type': 'application/json', 'Accept': 'application/json, text/event-stream', 'MCP-Protocol-Version': era}
params = {}
if era == '2026-07-28':
    headers['Mcp-Method'] = 'tools/list'
    params['_meta'] = {'io.modelcontextprotocol/protocolVersion': era, 'io.modelcontextprotocol/clientCapabilities': {}}
body = json.dumps({'jsonrpc': '2.0', 'id': 1, 'method': 'tools/list', 'params': params})
connection = http.client.HTTPConnection('127.0.0.1', port)
def ask(**more):
    begin = time.perf_counter()
    connection.request('POST', '/mcp', body, {**headers, **more})
    answer = connection.getresponse().read()
    return answer, (time.perf_counter() - begin) * 1000
plain, first = ask()
listed = len(json.loads(plain)['result']['tools'])
again = statistics.median(ask()[1] for _ in range(times))
packed = ask(**{'Accept-Encoding': 'gzip'})[0]
zipped = statistics.median(ask(**{'Accept-Encoding': 'gzip'})[1] for _ in range(max(3, times // 4)))
print(listed, len(plain), len(packed), f'{first:.1f}', f'{again:.1f}', f'{zipped:.1f}')
PY

# call ERA TOOL: p50 and requests/s
call() {
  local meta='' line=''
  if [ "$1" = 2026-07-28 ]; then
    meta=',"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}'
    line="wrk.headers['Mcp-Method'] = 'tools/call'; wrk.headers['Mcp-Name'] = '$2'"
  fi
  cat > "$work/call.lua" <<LUA
wrk.method = 'POST'
wrk.headers['Content-Type'] = 'application/json'
wrk.headers['Accept'] = 'application/json, text/event-stream'
wrk.headers['MCP-Protocol-Version'] = '$1'
$line
wrk.body = '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"$2","arguments":{"id":"42","limit":7,"state":"open"}$meta}}'
-- An answer that is no success would be fast and say nothing.
response = function(status, headers, body)
  if status ~= 200 or not body:find('"isError":false', 1, true) then
    io.stderr:write('bench: ' .. status .. ' ' .. body .. '\n')
    os.exit(1)
  end
end
LUA
  wrk -t1 -c8 -d4s -s "$work/call.lua" "http://127.0.0.1:$port/mcp" > /dev/null || return 1
  # Reading each answer in Lua would cost more than the server.
  sed -i '/^-- An answer/,$d' "$work/call.lua"
  wrk -t1 -c8 -d"${seconds}s" --latency -s "$work/call.lua" "http://127.0.0.1:$port/mcp" \
    | awk '/Non-2xx/{bad = 1} /50%/{a=$2} /Requests\/sec/{r=$2} END{print bad ? "failed" : a, int(r)}'
}

heap() {
  jcmd "$server" GC.run > /dev/null
  # Serial tells two generations, G1 the whole.
  jcmd "$server" GC.heap_info | sed -n 's/.*used \([0-9]*\)K \[.*/\1/p' | awk '{s += $1} END{printf "%.1f", s / 1024}'
}

echo "load average: $(cut -d' ' -f1-3 /proc/loadavg)"
printf '%7s %-11s %8s %9s %9s %10s %9s %9s %8s %8s %16s %16s\n' tools revision 'ready ms' 'heap MiB' 'and used' \
  'list bytes' 'gzipped' 'first ms' 'p50 ms' 'gzip ms' 'call first p50/s' 'call last p50/s'
for count in "$@"; do
  rm -rf "$work/files"
  python3 "$work/files.py" "$work/files" "$count"
  begin=$(date +%s%N)
  # shellcheck disable=SC2086 # several options
  java -XX:+UseSerialGC -Xms48m -Xmx512m ${CAPSTAN_JAVA_OPTS:-} -jar "$jar" serve "$work/files" \
    --upstream-origin "http://127.0.0.1:$upstream" --rest-port 0 --mcp-port 0 --control-port 0 --no-watch \
    > "$work/out.txt" 2>&1 & server=$!
  pids+=("$server")
  until port=$(grep -om1 '127.0.0.1:[0-9]*/mcp' "$work/out.txt" | grep -o '[0-9]*/' | tr -d /); do
    kill -0 $server || { cat "$work/out.txt"; exit 1; }
    sleep 0.02
  done
  ready=$((($(date +%s%N) - begin) / 1000000))
  fresh=$(heap)
  times=$((count > 5000 ? 20 : 100))
  declare -A lists
  for era in 2025-11-25 2026-07-28; do lists[$era]=$(python3 "$work/ask.py" "$port" "$era" "$times"); done
  used=$(heap)
  # The first calls are slow because Java is cold, not because of the tool.
  call 2025-11-25 find-thing-00000 > /dev/null
  for era in 2025-11-25 2026-07-28; do
    read -r listed bytes packed first again zipped <<< "${lists[$era]}"
    one=$(call "$era" find-thing-00000 | tr ' ' /)
    last=$(call "$era" "find-thing-$(printf %05d $((count - 1)))" | tr ' ' /)
    printf '%7s %-11s %8s %9s %9s %10s %9s %9s %8s %8s %16s %16s\n' "$listed" "$era" "$ready" "$fresh" "$used" \
      "$bytes" "$packed" "$first" "$again" "$zipped" "$one" "$last"
  done
  kill $server
  wait $server 2>/dev/null || true
done
echo "load average: $(cut -d' ' -f1-3 /proc/loadavg)"
