"""The servers of a run: the upstream, nginx and haproxy in front of it, and Capstan."""

import json
import os
import shlex
import subprocess
import urllib.request

from lab.files import bench_file
from lab.processes import ROOT, Process, SetUpError, free_port, java, listens, tool, wait_until

SMALL = json.dumps({'id': 42, 'state': 'open', 'note': 'x' * 163}, separators=(',', ':'))
MIDDLE = json.dumps({'items': [{'id': n, 'name': f'thing {n:05d}', 'note': 'x' * 60} for n in range(200)]})
ORDER = json.dumps({'order': {
    'id': 4711, 'state': 'open', 'created': '2026-11-21T10:00:00Z', 'channel': 'web', 'internal': {'shard': 7, 'lock': None},
    'customer': {'id': 'c-99', 'name': 'Ada Lovelace', 'mail': 'ada@example.test', 'segment': 'b'},
    'amounts': {'net': 83.95, 'tax': 15.95, 'total': 99.90, 'currency': 'EUR'},
    'delivery': {'city': 'London', 'country': 'GB', 'street': 'St James Square', 'express': True},
    'notes': ['call before', 'ring twice'], 'audit': [{'who': 'a', 'what': 'made'}, {'who': 'b', 'what': 'paid'}]}})
# The ten fields that bench_file makes of it.
MAPPED = {'id': 4711, 'state': 'open', 'created': '2026-11-21T10:00:00Z', 'customerId': 'c-99', 'customer': 'Ada Lovelace',
          'total': 99.90, 'currency': 'EUR', 'city': 'London', 'country': 'GB', 'express': True}
LARGE_BYTES = 50_000_000


def call_result(era, text):
    """A result of tools/call as large as Capstan's, for the upstream behind the nginx that it is compared with."""
    modern = {'resultType': 'complete', '_meta': {'io.modelcontextprotocol/serverInfo': {'name': 'capstan', 'version': '0.1.0-SNAPSHOT'}}}
    result = {**(modern if era == '2026-07-28' else {}), 'content': [{'type': 'text', 'text': text}], 'isError': False}
    return json.dumps({'jsonrpc': '2.0', 'id': 1, 'result': result}, separators=(',', ':'))


class Server:
    """A contender: a process and where it answers."""

    def __init__(self, name, process, origin, mcp_origin=None):
        self.name, self.process, self.origin, self.mcp_origin = name, process, origin, mcp_origin

    def at(self, row):
        return self.mcp_origin if row.mcp else self.origin


class Peer(Server):
    """Takes part where it can: not over TLS, and with MCP when it has an address for that."""

    def at(self, row):
        return None if row.tls else super().at(row)


class Upstream:
    """nginx with one worker. Small answers are texts of its configuration, large ones files."""

    def __init__(self, lab):
        self.lab, self.port, self.tls_port = lab, int(os.environ.get('UPSTREAM_PORT') or free_port()), free_port()
        www = lab.folder / 'www'
        www.mkdir()
        self._texts = {'small/42': SMALL, 'order/42': ORDER,
                       'mcp/2025': call_result('2025-11-25', SMALL), 'mcp/2026': call_result('2026-07-28', SMALL)}
        for size in (200, 2_000, 20_000, 200_000, 1_000_000, 10_000_000):
            _write_object(www / 'size' / str(size), size)
        (www / 'middle').mkdir()
        (www / 'middle' / '42').write_text(MIDDLE)
        _write_object(www / 'large' / '42', LARGE_BYTES)
        self.certificate, self._key = lab.folder / 'upstream.pem', lab.folder / 'upstream.key'
        _run(tool('openssl'), 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
             '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1',
             '-keyout', self._key, '-out', self.certificate)
        self.process = _nginx(lab, 'upstream', self._servers(), self.port)

    @property
    def origin(self):
        return f'http://127.0.0.1:{self.port}'

    def trust_store(self):
        """A PKCS12 store for Java that holds the certificate of the upstream, made when it is first asked for."""
        store = self.lab.folder / 'trust.p12'
        if not store.exists():
            _run(java('keytool'), '-importcert', '-noprompt', '-alias', 'upstream', '-file', self.certificate,
                 '-keystore', store, '-storetype', 'PKCS12', '-storepass', 'benchmark')
        return f'-Djavax.net.ssl.trustStore={store} -Djavax.net.ssl.trustStorePassword=benchmark'

    def _servers(self):
        # Single quotes keep a text together, and a backslash counts in them; none of our texts has a single quote.
        texts = {path: text.replace('\\', '\\\\') for path, text in self._texts.items()}
        fixed = '\n'.join(f"    location = /{path} {{ return 200 '{text}'; }}" for path, text in texts.items())
        # A number of its own for each file, so that no tool of the curves finds a missing page.
        any_thing = f"    location /things {{ return 200 '{SMALL}'; }}"
        body = f'{fixed}\n{any_thing}\n    location / {{ root {self.lab.folder}/www; }}\n'
        return f'''
  sendfile on; open_file_cache max=100; server_tokens off;
  server {{ listen 127.0.0.1:{self.port} backlog=4096;
{body}  }}
  server {{ listen 127.0.0.1:{self.tls_port} ssl backlog=4096;
    ssl_certificate {self.certificate}; ssl_certificate_key {self._key}; ssl_protocols TLSv1.3;
{body}  }}'''


def nginx(lab, upstream):
    """The baseline: proxy_pass with one worker and kept connections, certificates verified."""
    port, tls_port = free_port(), free_port()
    process = _nginx(lab, 'nginx', f'''
  upstream plain {{ server 127.0.0.1:{upstream.port}; keepalive 1024; keepalive_requests 100000000; }}
  upstream secure {{ server 127.0.0.1:{upstream.tls_port}; keepalive 1024; keepalive_requests 100000000; }}
  proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffers 16 16k; proxy_max_temp_file_size 0;
  server {{ listen 127.0.0.1:{port} backlog=4096; location / {{ proxy_pass http://plain; }} }}
  server {{ listen 127.0.0.1:{tls_port} backlog=4096; location / {{ proxy_pass https://secure;
    proxy_ssl_verify on; proxy_ssl_trusted_certificate {upstream.certificate}; proxy_ssl_name localhost;
    proxy_ssl_server_name on; proxy_ssl_protocols TLSv1.3; }} }}''', port)
    plain = f'http://127.0.0.1:{port}'
    return Server('nginx', process, plain, plain), Server('nginx', process, f'http://127.0.0.1:{tls_port}')


def _nginx(lab, name, servers, port):
    work = lab.folder / name
    work.mkdir()
    temps = ' '.join(f'{kind}_temp_path {work}/{kind};' for kind in ('client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'))
    conf = work / 'nginx.conf'
    conf.write_text(f'''{"user root;" if os.geteuid() == 0 else ""}
worker_processes 1; worker_rlimit_nofile 16384; pid {work}/pid; error_log {work}/error.log;
events {{ worker_connections 8192; }}
http {{
  access_log off; default_type application/json; tcp_nodelay on; keepalive_requests 100000000; keepalive_timeout 600s;
  {temps}
{servers}
}}
''')
    process = lab.start(name, [tool('nginx'), '-p', str(work), '-e', f'{work}/error.log', '-c', str(conf), '-g', 'daemon off;'])
    wait_until(lambda: listens(port), process, 'listening')
    return process


def peers(lab, upstream):
    """haproxy where it is installed, and one that the caller has started and that calls UPSTREAM_PORT: PEER_NAME, PEER_URL, PEER_PID."""
    found = []
    try:
        program = tool('haproxy')
    except SetUpError:
        program = None
    if program:
        found.append(_haproxy(lab, upstream, program))
    if os.environ.get('PEER_URL'):
        pid = os.environ.get('PEER_PID')
        if not pid:
            raise SetUpError('PEER_URL is set, PEER_PID is not: whose CPU time is to be measured?')
        found.append(Peer(os.environ.get('PEER_NAME', 'peer'), Process('peer', int(pid)), os.environ['PEER_URL'].rstrip('/'),
                            os.environ.get('PEER_MCP_URL', '').rstrip('/')))
    return found


def _haproxy(lab, upstream, program):
    port, conf = free_port(), lab.folder / 'haproxy.cfg'
    conf.write_text(f'''global
  nbthread 1
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  http-reuse always
frontend in
  bind 127.0.0.1:{port}
  default_backend out
backend out
  server upstream 127.0.0.1:{upstream.port}
''')
    process = lab.start('haproxy', [program, '-db', '-f', str(conf)])
    wait_until(lambda: listens(port), process, 'listening')
    return Peer('haproxy', process, f'http://127.0.0.1:{port}')


# The credentials that the seed files name, so that no file is degraded.
SEEDS_ENV = {name: 'bench' for name in ('SEGMENT_USER', 'SEGMENT_PASS', 'CUSTOMER_IO_USER', 'CUSTOMER_IO_PASS')}


def capstan_command():
    """The command before `serve`: the launcher, or CAPSTAN_CMD."""
    own = os.environ.get('CAPSTAN_CMD')
    return shlex.split(own) if own else [str(ROOT / 'capstan')]


def build():
    """Has the launcher build what is missing, so that no measurement waits for it."""
    done = subprocess.run([*capstan_command(), '--version'], capture_output=True, text=True)
    if done.returncode:
        raise SetUpError(f'{" ".join(capstan_command())} does not start:\n{done.stdout}{done.stderr}')
    return done.stdout.split('\n')[0]


class Capstan(Server):
    """Serves the five seed files, the file of the bench, and what else is given. Ready when made."""

    def __init__(self, lab, upstream, more=(), name='capstan', options='', command=None, env=None):
        rest, mcp, self.control = free_port(), free_port(), free_port()
        file = bench_file(lab.folder, upstream)
        settings = {**SEEDS_ENV, **(env or {})}
        if options:
            settings['CAPSTAN_JAVA_OPTS'] = f"{os.environ.get('CAPSTAN_JAVA_OPTS', '')} {options}".strip()
            if os.environ.get('CAPSTAN_CMD'):
                settings['JDK_JAVA_OPTIONS'] = options
        # No shell in between: the id must be that of Java.
        process = lab.start(name, [*(command or capstan_command()), 'serve', str(ROOT / 'capabilities'), str(file), *map(str, more),
                                   '--base-uri', f'openpanel-track={upstream.origin}', '--address', '127.0.0.1',
                                   '--rest-port', str(rest), '--mcp-port', str(mcp), '--control-port', str(self.control),
                                   '--no-watch'], settings)
        super().__init__(name, process, f'http://127.0.0.1:{rest}', f'http://127.0.0.1:{mcp}')

    def wait(self, seconds=120):
        wait_until(self.ready, self.process, 'ready', seconds)
        return self

    def ready(self):
        try:
            with urllib.request.urlopen(f'http://127.0.0.1:{self.control}/health/ready', timeout=1) as got:
                return got.status == 200
        except OSError:
            return False


def _write_object(file, size):
    file.parent.mkdir(exist_ok=True)
    with open(file, 'w') as out:
        out.write('{"pad":"')
        for begin in range(0, size - 10, 1_000_000):
            out.write('x' * min(1_000_000, size - 10 - begin))
        out.write('"}')


def _run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode:
        raise SetUpError(f'{command[0]} failed:\n{done.stdout}{done.stderr}')
