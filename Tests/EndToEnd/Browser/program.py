"""The program under test: `bilanx serve` on a free port with virtual devices, and its API."""

import json
import os
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request


class Program:
    """Runs while it is used as a context; `data` is its data folder."""

    def __init__(self, device, *arguments, rig=None):
        """Without a device the rig is bound first, by the arguments of `bilanx rig set`."""
        self.binary = os.environ["BILANX_BIN"]
        self.data = tempfile.mkdtemp(prefix="bilanx-browser-")
        if rig:
            self.run("rig", "set", *rig, "-o", self.data)
        self.log = open(os.path.join(self.data, "log.txt"), "w+")
        command = [self.binary, "serve", "--port", "0", "-o", self.data, *arguments]
        if device:
            command += ["--device", device]
        self.process = subprocess.Popen(command, stdout=self.log, stderr=subprocess.STDOUT)
        self.url = None
        end = time.time() + 20
        while self.url is None and time.time() < end:
            for line in self.text().splitlines():
                if "http://localhost:" in line:
                    self.url = "http://localhost:" + line.split("http://localhost:")[1].split("/")[0]
            time.sleep(0.05)
        assert self.url, "the program did not serve: " + self.text()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def text(self):
        with open(self.log.name) as file:
            return file.read()

    def stop(self):
        """Ends it as Ctrl-C does; what it said after that is in `text()`."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(20)
        return self.text()

    def get(self, path):
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:
            return json.load(answer)

    def command(self, **fields):
        """Answers (status, document)."""
        request = urllib.request.Request(
            self.url + "/api/command", json.dumps(fields).encode(), {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"{}")

    def state(self):
        return self.get("/api/state")

    def wait(self, phase, seconds=60):
        """Waits for a phase, or one of several, and gives the state."""
        phases = [phase] if isinstance(phase, str) else phase
        end = time.time() + seconds
        while time.time() < end:
            state = self.state()
            if state["phase"] in phases:
                return state
            time.sleep(0.05)
        raise AssertionError(f"never {phase}, but {state['phase']}: {self.text()[-2000:]}")

    def run(self, *arguments):
        """What another call of the program prints."""
        return subprocess.run([self.binary, *arguments], capture_output=True, text=True, check=True).stdout
