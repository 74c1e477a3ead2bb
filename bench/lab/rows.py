"""What is measured: each row of the table with its targets."""

import contextlib
import dataclasses
import json
import math
import os
import shutil
import statistics
import subprocess
import time

from lab import servers
from lab.files import many_files
from lab.load import Burst, Request, answer, fire, wire_bytes
from lab.processes import ROOT, SetUpError, java, java_version, listens, load_average
from lab.servers import LARGE_BYTES, MAPPED, MIDDLE, SMALL, Capstan, Peer


@dataclasses.dataclass(frozen=True)
class Pace:
    """How long is measured: `rounds` over all contenders, `secs` for each, after `warm` seconds for each. Where contenders are
    compared, `processes` of Capstan share the rounds, one after the other."""
    rounds: int
    secs: int
    warm: int
    connections: int
    processes: int = 1
    quick: bool = False

    @staticmethod
    def of_environment(quick):
        def number(name, value):
            return int(os.environ.get(name, value))
        if quick:
            return Pace(1, 1, 1, 32, quick=True)
        return Pace(number('ROUNDS', 6), number('SECS', 6), number('WARM', 30), number('CONNS', 32), number('PROCESSES', 3))

    def rounds_of_a_process(self):
        return math.ceil(self.rounds / self.processes)


@dataclasses.dataclass(frozen=True)
class Row:
    """A comparison. `check` says whether the body of an answer is the right one, by nginx and by Capstan; `own_path` is where Capstan
    and peers have another path than nginx."""
    name: str
    title: str
    request: Request
    check: object
    at_least: float | None
    cpu_at_most: float | None
    own_path: str | None = None
    tls: bool = False
    mcp: bool = False
    connections: int | None = None

    def asked(self, server):
        if self.own_path and isinstance(server, (Capstan, Peer)):
            return dataclasses.replace(self.request, path=self.own_path)
        return self.request


def _same(text):
    return lambda body, _: body == text.encode()


def _mapped(body, by_capstan):
    return json.loads(body) == (MAPPED if by_capstan else json.loads(servers.ORDER))


def _called(body, _):
    result = json.loads(body)['result']
    return result['isError'] is False and result['content'][0]['text'] == SMALL


def _call(era):
    params = {'name': 'get-small', 'arguments': {'id': '42'}}
    headers = [('Content-Type', 'application/json'), ('Accept', 'application/json, text/event-stream'),
               ('MCP-Protocol-Version', era)]
    if era == '2026-07-28':
        params['_meta'] = {'io.modelcontextprotocol/protocolVersion': era, 'io.modelcontextprotocol/clientCapabilities': {}}
        headers += [('Mcp-Method', 'tools/call'), ('Mcp-Name', 'get-small')]
    body = json.dumps({'jsonrpc': '2.0', 'id': 1, 'method': 'tools/call', 'params': params}, separators=(',', ':'))
    return Request(f'/mcp/{era[:4]}', 'POST', tuple(headers), body)


JSON_BODY = (('Content-Type', 'application/json'),)
SMALL_BODY = json.dumps({'event': 'opened', 'note': 'y' * 172}, separators=(',', ':'))

COMPARISONS = {row.name: row for row in (
    Row('get', 'REST GET pass-through, 200 B', Request('/small/42'), _same(SMALL), 0.75, 1.6),
    Row('post', 'REST POST, 200 B body and answer', Request('/small/42', 'POST', JSON_BODY, SMALL_BODY), _same(SMALL), 0.70, 1.7),
    Row('20k', '20 KB answer', Request('/middle/42'), _same(MIDDLE), 0.75, 1.7),
    Row('50m', '50 MB answer', Request('/large/42'), lambda body, _: len(body) == LARGE_BYTES, 0.5, None, connections=4),
    Row('tls', 'TLS 1.3 upstream', Request('/small/42'), _same(SMALL), 0.65, 1.8, '/tls/42', tls=True),
    Row('mapped', 'REST, object mapping of ten fields', Request('/order/42'), _mapped, 0.45, 3.0),
    Row('mcp-2025', 'MCP tools/call, 2025-11-25', _call('2025-11-25'), _called, 0.55, 2.2, '/mcp', mcp=True),
    Row('mcp-2026', 'MCP tools/call, 2026-07-28', _call('2026-07-28'), _called, 0.55, 2.2, '/mcp', mcp=True),
)}


class Result:
    """What a row found: lines of contenders, facts with targets, and what went wrong."""

    def __init__(self, name, title):
        self.name, self.title = name, title
        self.began, self.load = time.strftime('%Y-%m-%d %H:%M', time.gmtime()), load_average()
        self.lines, self.facts, self.faults = [], [], []

    def fact(self, what, value, unit, at_most=None, at_least=None):
        self.facts.append({'what': what, 'value': value, 'unit': unit, 'at_most': at_most, 'at_least': at_least})

    def as_json(self):
        return {'row': self.name, 'title': self.title, 'began': self.began, 'load_before': self.load,
                'load_after': load_average(), 'lines': self.lines, 'facts': self.facts, 'faults': self.faults}


class Bench:
    """The servers that all rows share. Each row has a Capstan of its own, so that no row depends on the one before."""

    def __init__(self, lab, pace):
        self.lab, self.pace = lab, pace
        self.upstream = servers.Upstream(lab)
        self.nginx, self.nginx_tls = servers.nginx(lab, self.upstream)
        self.peers = servers.peers(lab, self.upstream)

    def measure(self, name):
        rows = {**dict.fromkeys(COMPARISONS, self.comparison), '2000': self.two_thousand, 'rate': self.rate, 'start': self.start,
                'folders': self.folders, 'rss': self.rss}
        return rows[name](name)

    # -- against nginx

    def comparison(self, name):
        row, result = COMPARISONS[name], Result(name, COMPARISONS[name].title)
        growth = []

        @contextlib.contextmanager
        def contenders():
            capstan = Capstan(self.lab, self.upstream, options=self.upstream.trust_store() if row.tls else '').wait()
            if name == '50m':
                # The heap and the compiled code of an ordinary load are no cost of large answers.
                fire(self.lab, capstan.process, capstan.origin, Request('/small/42'), self.pace.warm)
                before = capstan.process.rss_mb()
                capstan.process.forget_peak()
            yield [self.nginx_tls if row.tls else self.nginx, capstan, *(peer for peer in self.peers if peer.at(row))]
            if name == '50m':
                growth.append(capstan.process.peak_mb() - before)
            capstan.process.stop()

        self.compare(result, row, contenders)
        if growth:
            result.fact('RSS growth while 50 MB answers pass', max(growth), 'MB', at_most=10)
        return result

    def compare(self, result, row, contenders):
        """Adds a line for each contender. `contenders` starts and yields them, and stops them again; the first is what the others
        are divided by. The compiler of Java decides anew in each process, so one alone would be a matter of luck."""
        seen = {}
        for _ in range(self.pace.processes):
            with contenders() as started:
                self.take_turns(result, row, started, seen)
        for number, (name, those) in enumerate(seen.items()):
            result.lines.append(_line(row, name, those, number == 0))
            if result.lines[-1]['errors']:
                result.faults.append(f'{name}: {result.lines[-1]["errors"]} failed requests')

    def take_turns(self, result, row, contenders, seen):
        """Alternates bursts, and adds each to `seen` under the name of its contender, beside that of the first in the same round."""
        sizes = {}
        for server in list(contenders):
            fault = self.wrong(row, server)
            if fault:
                result.faults.append(f'{server.name}: {fault}')
                if server is contenders[0] or isinstance(server, Capstan):
                    return
                contenders.remove(server)
                continue
            if row.name != '50m':
                sizes[server] = wire_bytes(server.at(row), row.asked(server))
        connections = row.connections or self.pace.connections
        for server in contenders:
            self.burst(row, server, self.warm(server), connections)
        rounds = [{} for _ in range(self.pace.rounds_of_a_process())]
        for number, bursts in enumerate(rounds):
            for server in contenders if number % 2 == 0 else reversed(contenders):
                burst, size = self.burst(row, server, self.pace.secs, connections)
                bursts[server] = burst
                if server in sizes and burst.requests and not 0.98 < size / burst.requests / sizes[server] < 1.02:
                    result.faults.append(f'{server.name}: answers of {size / burst.requests:.0f} bytes, not {sizes[server]}')
                if not server.process.alive():
                    raise SetUpError(f'{server.name} ended under load:\n{server.process.said()[-2000:]}')
        for server in contenders:
            fault = self.wrong(row, server)
            if fault:
                result.faults.append(f'{server.name}, after the rounds: {fault}')
            rss = server.process.rss_mb()
            seen.setdefault(server.name, []).extend(
                Seen(isinstance(server, Capstan), bursts[server], bursts[contenders[0]], rss) for bursts in rounds)

    def warm(self, server):
        """What was compiled before it was started needs connections and caches, and no more."""
        return min(self.pace.warm, 4) if server.process is self.nginx.process else self.pace.warm

    def burst(self, row, server, seconds, connections):
        return fire(self.lab, server.process, server.at(row), row.asked(server), seconds, connections, self.upstream.process)

    def wrong(self, row, server):
        """What is wrong with an answer; nothing where it is right."""
        try:
            status, _, body = answer(server.at(row), row.asked(server))
        except OSError as e:
            return f'no answer ({e})'
        if status != 200:
            return f'status {status}: {body[:300].decode(errors="replace")}'
        try:
            return None if row.check(body, isinstance(server, Capstan)) else f'wrong body: {body[:300].decode(errors="replace")}'
        except (ValueError, KeyError) as e:
            return f'unreadable body ({e!r}): {body[:300].decode(errors="replace")}'

    # -- with many files

    def two_thousand(self, name):
        count = 200 if self.pace.quick else 2000
        result = Result(name, f'REST GET, {count:,} files against five')
        row = dataclasses.replace(COMPARISONS['get'], name=name, title=result.title, at_least=0.95, cpu_at_most=1.05)
        folder = self.many(count)

        @contextlib.contextmanager
        def contenders():
            few = Capstan(self.lab, self.upstream, name='capstan, 5 files').wait()
            many = Capstan(self.lab, self.upstream, [folder], name=f'capstan, {count:,} files').wait()
            yield [few, many]
            for server in (few, many):
                server.process.stop()

        self.compare(result, row, contenders)
        return result

    def many(self, count):
        folder = self.lab.folder / f'files-{count}'
        if not folder.exists():
            many_files(folder, count, self.upstream)
        return folder

    def folders(self, name):
        result = Result(name, 'Large folders')
        empty = Capstan(self.lab, self.upstream).wait()
        base = empty.process.heap_mb()
        empty.process.stop()
        for count, most in ((20, None), (200, None)) if self.pace.quick else ((2000, 2.5), (10000, 10)):
            folder = self.many(count)
            times = []
            for _ in range(1 if self.pace.quick or count > 5000 else 3):
                begin = time.monotonic()
                server = Capstan(self.lab, self.upstream, [folder]).wait(300)
                times.append(time.monotonic() - begin)
                heap = server.process.heap_mb() - base
                rss = server.process.rss_mb()
                server.process.stop()
            operations = count * 6
            result.fact(f'{count:,} files: ready', statistics.median(times), 's', at_most=most)
            result.fact(f'{count:,} files: heap per operation', heap * 1024 / operations, 'KB', at_most=15)
            result.fact(f'{count:,} files: RSS once ready', rss, 'MB')
            shutil.rmtree(folder)
        return result

    # -- at a fixed rate

    def rate(self, name):
        per_second = int(os.environ.get('RATE', 3000))
        result = Result(name, f'{per_second:,} requests/s fixed')
        capstan = Capstan(self.lab, self.upstream).wait()
        contenders = [self.nginx, capstan]
        row = COMPARISONS['get']
        for server in contenders:
            self.burst(row, server, self.warm(server), self.pace.connections)
        seen = {server: [] for server in contenders}
        for number in range(self.pace.rounds):
            for server in contenders if number % 2 == 0 else reversed(contenders):
                seen[server].append(self.open_loop(server, row.asked(server), per_second))
        for server in contenders:
            rounds = seen[server]
            errors = sum(one['errors'] for one in rounds)
            if errors:
                result.faults.append(f'{server.name}: {errors} failed requests')
            result.lines.append({
                'contender': server.name, 'rps': _median(one['rate'] for one in rounds), 'ratio': None,
                'cpu_us': _median(one['cpu_us'] for one in rounds), 'cpu_ratio': None, 'at_least': None, 'cpu_at_most': None,
                'p50': _median(one['p50'] for one in rounds), 'p99': _median(one['p99'] for one in rounds),
                'rss_mb': server.process.rss_mb(), 'errors': errors, 'other_cores': None, 'rounds': rounds})
        for quantile, most in (('p50', None), ('p99', 1)):
            added = _median(c[quantile] - n[quantile] for n, c in zip(seen[self.nginx], seen[capstan]))
            result.fact(f'{quantile} added at {per_second:,} requests/s', added, 'ms', at_most=most)
        capstan.process.stop()
        return result

    def open_loop(self, server, request, per_second):
        at = server.origin.rpartition(':')
        own = server.process.cpu_seconds()
        done = subprocess.run([java(), '-XX:+UseSerialGC', str(ROOT / 'bench' / 'lab' / 'OpenLoop.java'), at[2], request.path,
                               str(per_second), str(self.pace.secs), str(self.pace.connections)], capture_output=True, text=True)
        if done.returncode:
            raise SetUpError(f'OpenLoop.java failed:\n{done.stdout}{done.stderr}')
        seen = json.loads(done.stdout)
        # The client sends in its warm-up, too.
        seen['cpu_us'] = (server.process.cpu_seconds() - own) * 1e6 / max(seen['sent'], 1)
        return seen

    # -- start and memory

    def start(self, name):
        result = Result(name, 'Start to the first right answer, five files')
        newer = os.environ.get('JAVA_25_HOME')
        jar = str(ROOT / 'cli' / 'target' / 'capstan.jar')
        if os.environ.get('CAPSTAN_CMD'):
            ways = [(os.environ['CAPSTAN_CMD'], None, None, None)]
        else:
            ways = [(f'java -jar, JDK {java_version()}', [java(), '-jar', jar], None, 0.9),
                    (f'./capstan, JDK {java_version()}', None, None, 0.4)]
            if newer:
                ways += [(f'java -jar, JDK {java_version(newer)}', [java(home=newer), '-jar', jar], None, None),
                         (f'./capstan, JDK {java_version(newer)}', None, {'JAVA_HOME': newer}, 0.3)]
        for what, command, env, most in ways:
            # The first is not counted: the launcher may make an archive of classes then.
            times = [self.first_answer(command, env) for _ in range(2 if self.pace.quick else 8)][1:]
            result.fact(what, statistics.median(times), 's', at_most=most)
        return result

    def first_answer(self, command, env):
        row = COMPARISONS['get']
        begin = time.monotonic()
        server = Capstan(self.lab, self.upstream, command=command, env=env)
        port = int(server.origin.rpartition(':')[2])
        while not listens(port) or self.wrong(row, server):
            if not server.process.alive() or time.monotonic() - begin > 60:
                raise SetUpError(f'Capstan did not start:\n{server.process.said()[-2000:]}')
            time.sleep(0.003)
        took = time.monotonic() - begin
        server.process.stop()
        return took

    def rss(self, name):
        result = Result(name, 'Resident memory, five files')
        jar = ROOT / 'cli' / 'target' / 'capstan.jar'
        own = os.environ.get('CAPSTAN_CMD')
        ways = [(own, None, None, None)] if own else [('./capstan', None, 75, 120),
                                                      ('java -jar', [java(), '-jar', str(jar)], None, 350)]
        for what, command, idle_most, load_most in ways:
            server = Capstan(self.lab, self.upstream, command=command).wait()
            for when, most in (('idle', idle_most), ('idle, after one call', None)):
                time.sleep(0 if self.pace.quick else 3)
                result.fact(f'{what}: {when}', server.process.rss_mb(), 'MB', at_most=most)
                self.wrong(COMPARISONS['get'], server)
            for row in ('get', 'post', '20k', 'mcp-2026'):
                self.burst(COMPARISONS[row], server, self.pace.warm, self.pace.connections)
            result.fact(f'{what}: peak under load (get, post, 20k, mcp-2026)', server.process.peak_mb(), 'MB', at_most=load_most)
            server.process.stop()
        return result


NAMES = [*COMPARISONS, '2000', 'rate', 'start', 'folders', 'rss']


def _median(values):
    return statistics.median(list(values))


@dataclasses.dataclass(frozen=True)
class Seen:
    """A burst, that of the base in the same round, and the resident memory after the last round of the process."""
    by_capstan: bool
    burst: Burst
    base: Burst
    rss_mb: float


def _line(row, name, seen, is_base):
    large = row.name == '50m'
    bursts = [one.burst for one in seen]
    targets = not is_base and seen[0].by_capstan
    def speed(burst):
        return burst.mb_per_s if large else burst.rps
    def cost(burst):
        return burst.cpu_us * burst.rps / burst.mb_per_s if large and burst.mb_per_s else burst.cpu_us
    def divided(of):
        return None if is_base else _median(of(one.burst) / of(one.base) if of(one.base) else 0 for one in seen)
    return {
        'contender': name, 'rps': _median(burst.rps for burst in bursts), 'mb_per_s': _median(b.mb_per_s for b in bursts),
        'ratio': divided(speed), 'cpu_us': _median(burst.cpu_us for burst in bursts), 'cpu_ratio': divided(cost),
        'at_least': row.at_least if targets else None, 'cpu_at_most': row.cpu_at_most if targets else None,
        'p50': _median(burst.p50 for burst in bursts), 'p99': _median(burst.p99 for burst in bursts),
        'rss_mb': _median(one.rss_mb for one in seen), 'errors': sum(burst.errors for burst in bursts),
        'other_cores': _median(burst.other_cores for burst in bursts),
        'rounds': [dataclasses.asdict(burst) for burst in bursts]}
