# SPDX-License-Identifier: GPL-2.0-only
"""A Prometheus on this machine that answers queries about what another has stored."""

import json
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

CONFIGURATION = "global: {}\n"
SECONDS = 60


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Refused(Exception):
    """The message of a query that Prometheus does not answer."""


class Replay:
    """Serves a copy of a storage, and scrapes nothing."""

    def __init__(self, program, storage):
        self.program, self.storage = program, storage

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        folder = Path(self.folder.name)
        shutil.copytree(self.storage, folder / "storage", ignore=shutil.ignore_patterns("lock", "queries.active"))
        (folder / "prometheus.yml").write_text(CONFIGURATION)
        self.address = f"127.0.0.1:{free_port()}"
        self.log = (folder / "log").open("w")
        options = {
            "config.file": folder / "prometheus.yml",
            "storage.tsdb.path": folder / "storage",
            "storage.tsdb.retention.time": "100y",
            "web.listen-address": self.address,
        }
        self.process = subprocess.Popen(
            [self.program, *(f"--{name}={value}" for name, value in options.items())], stdout=self.log, stderr=self.log
        )
        try:
            self.wait(folder / "log")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.log.close()
        self.folder.cleanup()

    def wait(self, log):
        for _ in range(SECONDS * 10):
            if self.process.poll() is not None:
                break
            try:
                urllib.request.urlopen(f"http://{self.address}/-/ready").close()
                return
            except OSError:
                time.sleep(0.1)
        raise SystemExit(f"Prometheus does not start:\n{log.read_text()}")

    def ask(self, path, **parameters):
        url = f"http://{self.address}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
        try:
            with urllib.request.urlopen(url) as answer:
                return json.load(answer)["data"]
        except urllib.error.HTTPError as error:
            raise Refused(json.load(error)["error"]) from error

    def raw(self, selector, end, seconds):
        """All samples of these series in the last seconds before the end: labels and pairs of time and value."""
        data = self.ask("query", query=f"{selector}[{seconds}s]", time=end)
        return [(series["metric"], [(at, float(value)) for at, value in series["values"]]) for series in data["result"]]

    def each_second(self, query, start, end):
        """The results of a query at each second: labels and pairs of time and value."""
        data = self.ask("query_range", query=query, start=start, end=end, step=1)
        return [(series["metric"], [(at, float(value)) for at, value in series["values"]]) for series in data["result"]]
