"""Processes of a run: started, watched in /proc, and stopped by their id."""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

TICKS_PER_SECOND = os.sysconf('SC_CLK_TCK')

ROOT = pathlib.Path(__file__).resolve().parents[2]

PACKAGES = {'nginx': 'nginx-light', 'wrk': 'wrk', 'openssl': 'openssl', 'haproxy': 'haproxy'}


class SetUpError(Exception):
    """The run cannot begin or go on; the text says why and what would help."""


def tool(name):
    """The path of a program, or an error that says what to install."""
    found = shutil.which(name, path=os.environ.get('PATH', '') + ':/usr/sbin:/sbin')
    if not found:
        package = PACKAGES.get(name)
        cure = f'apt-get install -y {package}' if package else f'put {name} on the PATH'
        raise SetUpError(f'{name} is not installed ({cure})')
    return found


def java(name='java', home=None):
    """A program of the JDK that the launcher would take."""
    home = home or os.environ.get('JAVA_HOME')
    return str(pathlib.Path(home, 'bin', name)) if home else tool(name)


def java_version(home=None):
    """The version as `java -version` tells it, such as 17.0.15."""
    said = subprocess.run([java(home=home), '-version'], capture_output=True, text=True).stderr
    return said.split('"')[1] if '"' in said else 'unknown'


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


class Lab:
    """A temporary folder and the processes of one run. On leaving, all of them are stopped and the folder is removed."""

    def __init__(self):
        self.running = []

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='capstan-bench-'))
        # The worker of an nginx that root started is another user.
        self.folder.chmod(0o755)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: sys.exit(130))
        return self

    def __exit__(self, *_):
        # timeout(1) signals twice, and the second must not end the cleaning up.
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        for process in reversed(self.running):
            process.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self, name, command, env=None):
        """Starts a process; what it says goes to a file of the folder."""
        log = self.folder / f'{name}-{len(self.running)}.log'
        with open(log, 'wb') as out:
            child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                                     env={**os.environ, **(env or {})}, cwd=self.folder)
        process = Process(name, child.pid, child, log)
        self.running.append(process)
        return process


class Process:
    """A process with its descendants. `child` is missing where somebody else started it; such a one is never stopped."""

    def __init__(self, name, pid, child=None, log=None):
        self.name, self.pid, self.child, self.log = name, pid, child, log

    def stop(self):
        if not self.child or self.child.poll() is not None:
            return
        self.child.terminate()
        try:
            self.child.wait(15)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()

    def alive(self):
        return self.child.poll() is None if self.child else os.path.exists(f'/proc/{self.pid}')

    def said(self):
        return self.log.read_text(errors='replace') if self.log else ''

    def pids(self):
        found, todo = [], [self.pid]
        while todo:
            pid = todo.pop()
            found.append(pid)
            try:
                for thread in os.listdir(f'/proc/{pid}/task'):
                    todo += map(int, pathlib.Path(f'/proc/{pid}/task/{thread}/children').read_text().split())
            except OSError:
                pass
        return found

    def cpu_seconds(self):
        """User and system time of all threads until now, in steps of 10 ms."""
        return sum(map(_ticks, self.pids())) / TICKS_PER_SECOND

    def rss_mb(self):
        return sum(_status(pid, 'VmRSS') for pid in self.pids()) / 1024

    def peak_mb(self):
        """The most that was resident since the start or since the last `forget_peak`."""
        return sum(_status(pid, 'VmHWM') for pid in self.pids()) / 1024

    def forget_peak(self):
        for pid in self.pids():
            pathlib.Path(f'/proc/{pid}/clear_refs').write_text('5')

    def threads(self):
        return sum(_status(pid, 'Threads') for pid in self.pids())

    def open_files(self):
        return sum(len(os.listdir(f'/proc/{pid}/fd')) for pid in self.pids())

    def heap_mb(self):
        """The live objects of a Java process. Counted in one stop, so that what requests make meanwhile is not in it."""
        told = subprocess.run([java('jcmd'), str(self.pid), 'GC.class_histogram'], capture_output=True, text=True)
        if told.returncode:
            raise SetUpError(f'jcmd cannot look into {self.name}: {told.stdout}{told.stderr}')
        return int(told.stdout.rpartition('Total')[2].split()[1]) / 1024 / 1024


def _ticks(pid):
    try:
        # The name of a program may hold blanks and brackets.
        fields = pathlib.Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()
        return int(fields[11]) + int(fields[12])
    except OSError:
        return 0


def _status(pid, key):
    try:
        for line in pathlib.Path(f'/proc/{pid}/status').read_text().splitlines():
            if line.startswith(key + ':'):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def machine_cpu_seconds():
    """What all cores have worked until now."""
    user, nice, system, _, _, irq, softirq, *_ = map(int, pathlib.Path('/proc/stat').read_text().split('\n')[0].split()[1:])
    return (user + nice + system + irq + softirq) / TICKS_PER_SECOND


def load_average():
    return pathlib.Path('/proc/loadavg').read_text().split()[0]


def wait_until(ready, process, what, seconds=60):
    end = time.monotonic() + seconds
    while not ready():
        if not process.alive():
            raise SetUpError(f'{process.name} ended before {what}:\n{process.said()[-2000:]}')
        if time.monotonic() > end:
            raise SetUpError(f'{process.name}: not {what} after {seconds} s:\n{process.said()[-2000:]}')
        time.sleep(0.01)


def listens(port):
    try:
        socket.create_connection(('127.0.0.1', port), 0.5).close()
        return True
    except OSError:
        return False
