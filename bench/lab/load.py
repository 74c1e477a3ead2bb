"""Requests, and wrk that sends them."""

import dataclasses
import http.client
import json
import resource
import socket
import subprocess
import urllib.parse

from lab.processes import SetUpError, machine_cpu_seconds, tool


@dataclasses.dataclass(frozen=True)
class Request:
    path: str
    method: str = 'GET'
    headers: tuple = ()
    body: str = ''

    def script(self):
        """For wrk. Without a function `request` it writes its bytes once; only the end of a run is Lua."""
        lines = [f'wrk.method = {_lua(self.method)}']
        lines += [f'wrk.headers[{_lua(name)}] = {_lua(value)}' for name, value in self.headers]
        if self.body:
            lines.append(f'wrk.body = {_lua(self.body)}')
        return '\n'.join(lines) + _DONE


_DONE = '''
function done(summary, latency)
  local e = summary.errors
  io.write(string.format('bench %d %d %d %d %f %f\\n', summary.requests, summary.duration, summary.bytes,
      e.connect + e.read + e.write + e.timeout + e.status, latency:percentile(50), latency:percentile(99)))
end
'''


def _lua(text):
    # JSON's escapes of quotes and backslashes are Lua's, too; none of our texts has others.
    return json.dumps(text)


@dataclasses.dataclass(frozen=True)
class Burst:
    """One measurement. Times in ms, `cpu_us` is user and system time of the contender for one request."""
    requests: int
    seconds: float
    rps: float
    mb_per_s: float
    cpu_us: float
    p50: float
    p99: float
    errors: int
    other_cores: float


def answer(origin, request):
    """Status, media type, body and the bytes on the wire of one answer."""
    at = urllib.parse.urlsplit(origin)
    connection = http.client.HTTPConnection(at.hostname, at.port, timeout=20)
    connection.request(request.method, request.path, request.body or None, dict(request.headers))
    got = connection.getresponse()
    body = got.read()
    connection.close()
    return got.status, got.getheader('Content-Type', ''), body


def wire_bytes(origin, request):
    """What wrk will count for one small answer: the bytes until the server is silent."""
    at = urllib.parse.urlsplit(origin)
    head = [f'{request.method} {request.path} HTTP/1.1', f'Host: {at.netloc}']
    head += [f'{name}: {value}' for name, value in request.headers]
    if request.body:
        head.append(f'Content-Length: {len(request.body.encode())}')
    with socket.create_connection((at.hostname, at.port), 10) as connection:
        connection.sendall(('\r\n'.join(head) + '\r\n\r\n' + request.body).encode())
        connection.settimeout(0.5)
        count = 0
        try:
            while chunk := connection.recv(65536):
                count += len(chunk)
        except TimeoutError:
            pass
    return count


def fire(lab, process, origin, request, seconds, connections=32, upstream=None):
    """wrk at full speed with one thread: the burst, and the bytes of all answers."""
    watched = [process] + ([upstream] if upstream else [])
    own, known = process.cpu_seconds(), sum(p.cpu_seconds() for p in watched)
    machine, wrk = machine_cpu_seconds(), _children()
    done = subprocess.run(command(lab, 'request', origin, request, seconds, connections), capture_output=True, text=True)
    own = process.cpu_seconds() - own
    known = sum(p.cpu_seconds() for p in watched) - known + _children() - wrk
    other = machine_cpu_seconds() - machine - known
    counts = read(done.stdout, f'{origin}{request.path}: {done.stderr}')
    return Burst(counts.requests, counts.seconds, counts.requests / counts.seconds, counts.bytes / counts.seconds / 1e6,
                 own * 1e6 / max(counts.requests, 1), counts.p50, counts.p99, counts.errors,
                 max(0.0, other / counts.seconds)), counts.bytes


def command(lab, name, origin, request, seconds, connections):
    """wrk with one thread. The name is that of its script, which must stay until wrk has ended."""
    script = lab.folder / f'{name}.lua'
    script.write_text(request.script())
    return [tool('wrk'), '-t1', f'-c{connections}', f'-d{seconds}s', '--timeout', '10s', '-s', str(script), origin + request.path]


@dataclasses.dataclass(frozen=True)
class Counts:
    """What wrk tells at its end; times in ms. Errors are those of sockets, timeouts, and statuses of 400 and more."""
    requests: int
    seconds: float
    bytes: int
    errors: int
    p50: float
    p99: float


def read(said, what):
    line = next((line for line in said.splitlines() if line.startswith('bench ')), None)
    if not line:
        raise SetUpError(f'wrk failed at {what} {said}')
    requests, micros, size, errors, p50, p99 = map(float, line.split()[1:])
    return Counts(int(requests), micros / 1e6, int(size), int(errors), p50 / 1000, p99 / 1000)


def _children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
