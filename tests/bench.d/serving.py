"""The preview, measured as a browser meets it: how soon a saved file is served, beside `hugo server`.

The servers run one after the other, so that none works while another is timed. Answers are polled over loopback on one
connection that stays open; the watcher's delay is in every figure.
"""
import contextlib
import dataclasses
import glob
import http.client
import json
import os
import re
import socket
import statistics
import subprocess
import threading
import time

import measure
import tools

# What the design calls for, in milliseconds, seconds and MiB; shown beside the figures, never a reason to fail.
AIMS = {1_000: (10, 0.3, None), 10_000: (30, 1, 250), 100_000: (400, 10, None)}

# So many answers at least are judged.
ANSWERS = 10_000

# How long something may take before it counts as not served at all.
PATIENCE = 120


@dataclasses.dataclass
class Served:
    """What one server did with one size of hub. Latencies in milliseconds, `start` in seconds."""
    server: str
    records: int
    start: float
    record: float = 0
    template: float = 0
    peak_mib: float = 0
    requests: int = 0
    torn: int = 0
    missing: int = 0
    mixed: int = 0
    rebuilds: int = 0
    beside_load: float = None


class Server:
    """A running server and a connection to it."""

    def __init__(self, name, command, folder, port):
        self.name, self.port = name, port
        self.begun = time.perf_counter()
        self.process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        self.line = None

    def get(self, path):
        """Status and bytes; a connection that broke is a status of 0."""
        try:
            if self.line is None:
                self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
                self.line.connect()
                self.line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.line.request("GET", path, headers={"Host": f"localhost:{self.port}"})
            answer = self.line.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            self.line = None
            return 0, b""

    def until(self, path, text):
        """Seconds until a page has a text."""
        begun = time.perf_counter()
        while True:
            if self.process.poll() is not None:
                raise tools.Failed(f"{self.name} ended")
            if text in self.get(path)[1]:
                return time.perf_counter() - begun
            if time.perf_counter() - begun > PATIENCE:
                raise tools.Failed(f"{self.name}: {path} was never served with {text.decode()}")
            time.sleep(0.001)

    def peak(self):
        with open(f"/proc/{self.process.pid}/status", encoding="utf-8") as file:
            found = re.search(r"VmHWM:\s+(\d+)", file.read())
        return int(found[1]) / 1024 if found else 0.0

    def end(self):
        self.process.terminate()
        self.process.wait()


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextlib.contextmanager
def running(name, command, folder):
    port = free_port()
    server = Server(name, [part.replace("PORT", str(port)) for part in command], folder, port)
    try:
        yield server
    finally:
        server.end()


def size(found, asked, records):
    """All of one size: kazipot in the bare theme, Hugo on the same text, kazipot in its default theme."""
    told, wrong = [], []
    with measure.workplace() as work:
        for theme in ("bare", "default"):
            folder = os.path.join(work, theme)
            tools.corpus(folder, records, asked.seed, 1, "kazipot", theme)
            template = os.path.join(folder, "themes", theme, "templates", "detail.html")
            if not os.path.exists(template):
                os.makedirs(os.path.dirname(template), exist_ok=True)
                measure.put(template, measure.read(os.path.join(tools.ROOT, "themes", "default", "templates", "detail.html")))
            command = [found.kazipot, "serve", "--port", "PORT", "--today", tools.DAY]
            told.append(one(f"kazipot {theme}", command, folder, template, asked, records, wrong, load=True))
            measure.clear(folder)
        if found.hugo and records <= measure.MOST_FOR_HUGO:
            folder = os.path.join(work, "hugo")
            tools.corpus(folder, records, asked.seed, 1, "hugo")
            command = [found.hugo, "server", "--port", "PORT", "--bind", "127.0.0.1", "--noBuildLock", "--quiet",
                       "--cacheDir", os.path.join(work, "cache")]
            template = os.path.join(folder, "layouts", "page.html")
            told.append(one("hugo", command, folder, template, asked, records, [], load=False))
    return told, wrong


def one(name, command, folder, template, asked, records, wrong, load):
    """Starts a server and measures it; what only Hugo does wrong is a figure and no failure."""
    record = sorted(glob.glob(os.path.join(folder, "content", "organizations", "*[0-9].md")))[0]
    ident = os.path.basename(record).removesuffix(".md")
    # Addresses differ; the list of all tells where the record is.
    with running(name, command, folder) as server:
        while server.get("/")[0] != 200:
            if server.process.poll() is not None or time.perf_counter() - server.begun > PATIENCE:
                raise tools.Failed(f"{name} did not start")
            time.sleep(0.002)
        told = Served(name, records, time.perf_counter() - server.begun)
        listed = server.get("/sitemap.xml")[1].decode()
        page = re.search(rf"https?://[^/<]+(/[^<]*/{re.escape(ident)}/)<", listed)[1]
        text, layout = measure.read(record), measure.read(template)
        took = []
        for turn in range(asked.runs):
            time.sleep(0.6)
            measure.put(record, text.rstrip(b"\n") + f" Merjeno {turn}r.\n".encode())
            took.append(server.until(page, f"Merjeno {turn}r".encode()))
        told.record = statistics.median(took) * 1000
        took = []
        for turn in range(asked.runs):
            time.sleep(0.6)
            changed = layout.replace(b"</article>", f"<p>Merjeno {turn}t</p></article>".encode())
            measure.put(template, changed)
            took.append(server.until(page, f"Merjeno {turn}t".encode()))
        told.template = statistics.median(took) * 1000
        measure.put(template, layout)
        during_rebuilds(server, page, record, text, asked.rebuilds, told)
        if load:
            told.beside_load = beside_load(server, page)
        told.peak_mib = server.peak()
    bad = told.torn + told.missing + told.mixed
    if bad:
        wrong.append(f"{name} at {records}: of {told.requests} answers {told.torn} torn, {told.missing} missing, {told.mixed} mixed")
    return told


def during_rebuilds(server, page, record, text, rebuilds, told):
    """Two readers ask without a pause while the record changes again and again, in its title and in its text: so often
    at least, and until enough answers were judged."""
    if not rebuilds:
        return
    going = threading.Event()
    going.set()
    readers = [threading.Thread(target=read_on, args=(server.port, page, going, told)) for _ in range(2)]
    state = lambda turn: re.sub(rb'title = "[^"]*"', f'title = "Stanje {turn}s"'.encode(), text, count=1).rstrip(b"\n") + f" Stanje {turn}s.\n".encode()
    measure.put(record, state(0))
    server.until(page, b"Stanje 0s")
    for reader in readers:
        reader.start()
    try:
        turn = 0
        while turn < rebuilds or told.requests < ANSWERS:
            turn += 1
            measure.put(record, state(turn))
            server.until(page, f"Stanje {turn}s".encode())
    finally:
        going.clear()
        for reader in readers:
            reader.join()
        measure.put(record, text)
    told.rebuilds = turn


def read_on(port, page, going, told, lock=threading.Lock()):
    client = Server.__new__(Server)
    client.port, client.line, client.name = port, None, "reader"
    while going.is_set():
        status, body = client.get(page)
        states = set(re.findall(rb"Stanje (\d+)s", body))
        with lock:
            told.requests += 1
            if status != 200:
                told.missing += 1
            elif not body.rstrip().endswith(b"</html>"):
                told.torn += 1
            elif len(states) != 1:
                told.mixed += 1


def beside_load(server, page):
    """The slowest of thirty pages, in milliseconds, beside 200 that drip, 100 that read slowly and 200 that are idle."""
    host = f"Host: localhost:{server.port}\r\n\r\n".encode()
    connect = lambda: socket.create_connection(("127.0.0.1", server.port), timeout=10)
    others = [connect() for _ in range(500)]
    drips, readers = others[:200], others[200:300]
    try:
        for reader in readers:
            with contextlib.suppress(OSError):
                reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                reader.sendall(b"GET /data/records.json HTTP/1.1\r\n" + host)
        slowest = 0.0
        for _ in range(30):
            for drip in drips:
                with contextlib.suppress(OSError):
                    drip.sendall(b"G")
            begun = time.perf_counter()
            server.line = None
            if server.get(page)[0] != 200:
                raise tools.Failed("a page was not served beside slow connections")
            slowest = max(slowest, time.perf_counter() - begun)
            time.sleep(0.05)
        return slowest * 1000
    finally:
        for other in others:
            other.close()


def lines(told):
    return "\n".join(json.dumps({key: round(value, 2) if isinstance(value, float) else value
                                 for key, value in dataclasses.asdict(one).items()}) for one in told)


def table(told, aligned):
    rows = [("server", "start s", "record ms", "template ms", "peak MiB", "rebuilds", "answers", "torn", "missing", "mixed", "beside load ms")]
    for one in told:
        rows.append((one.server, f"{one.start:.2f}", f"{one.record:.1f}", f"{one.template:.1f}", f"{one.peak_mib:.0f}",
                     str(one.rebuilds), str(one.requests), str(one.torn), str(one.missing), str(one.mixed),
                     "" if one.beside_load is None else f"{one.beside_load:.0f}"))
    edit, start, peak = AIMS.get(told[0].records, (None, None, None))
    aims = [f"an edit {edit} ms" if edit else "", f"start {start} s" if start else "", f"{peak} MiB" if peak else ""]
    aims = ", ".join(aim for aim in aims if aim)
    return "\n".join(part for part in (f"== {told[0].records:,} records, preview", aligned(rows), f"aims: {aims}" if aims else "") if part) + "\n"
