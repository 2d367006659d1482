"""Start: seconds from `python app.py` until `GET /` answers, beside a bare Gradio page of one textbox.

The bare page is launched in two ways, by `demo.launch()` and mounted on FastAPI as ours is. Rounds alternate A B C, so
that a busy machine slows all alike; medians and ratios are printed, with the CPU seconds that a start costs.
"""

from __future__ import annotations

import argparse
import http.client
import os
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOOK_EVERY_S = 0.005
PATIENCE_S = 120.0

PAGE = "import sys, gradio as gr\nwith gr.Blocks() as demo: gr.Textbox()\n"
LAUNCHED = PAGE + "demo.launch(server_port=int(sys.argv[1]), quiet=True)\n"
MOUNTED = (
    PAGE + "import fastapi, uvicorn\n"
    "app = gr.mount_gradio_app(fastapi.FastAPI(), demo, path='/', ssr_mode=False)\n"
    "uvicorn.run(app, port=int(sys.argv[1]), log_level='error')\n"
)


def start_s(command: Sequence[str], port: int) -> tuple[float, float]:
    """Seconds until the page answers, and CPU seconds of the process until its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    environment = {**os.environ, "GRADIO_ANALYTICS_ENABLED": "False"}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not answers(port):
            if process.poll() is not None or time.perf_counter() - begin > PATIENCE_S:
                raise SystemExit(f"it does not start: {' '.join(command)[:200]}")
            time.sleep(LOOK_EVERY_S)
        elapsed_s = time.perf_counter() - begin
    finally:
        process.kill()
        process.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return elapsed_s, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench start", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    rounds: int = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as home:
        ours = [sys.executable, "app.py", "--home", home, "--port"]
        commands = {
            "bare, launched": [sys.executable, "-c", LAUNCHED],
            "bare, mounted": [sys.executable, "-c", MOUNTED],
            "python app.py": ours,
        }
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for name, command in commands.items():  # files into the system's cache, and our database made
            first_s, _ = measured(command)
            print(f"first start of {name}: {first_s:.2f} s", flush=True)
        for _ in range(rounds):
            for name, command in commands.items():
                taken[name].append(measured(command))
    wall = {name: statistics.median(s for s, _ in each) for name, each in taken.items()}
    cpu = {name: statistics.median(s for _, s in each) for name, each in taken.items()}
    print(f"{'':<16}{'median s':>10}{'of launched':>13}{'of mounted':>12}{'CPU s':>8}   ({rounds} rounds)")
    for name in commands:
        launched, mounted = wall[name] / wall["bare, launched"], wall[name] / wall["bare, mounted"]
        print(f"{name:<16}{wall[name]:>10.2f}{launched:>12.2f}x{mounted:>11.2f}x{cpu[name]:>8.2f}")


def measured(command: Sequence[str]) -> tuple[float, float]:
    port = free_port()
    return start_s([*command, str(port)], port)
