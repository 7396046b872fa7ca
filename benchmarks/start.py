"""Start-up time and memory of the service, beside a bare interpreter with its libraries."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

PORT = 18431
FLOOR = "import fastapi, uvicorn, sqlalchemy.ext.asyncio"


def run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "DATABASE_URL": f"sqlite+aiosqlite:///{folder}/cutru.db",
            "SECRET_FILE": f"{folder}/secret.key",
            "PORT": str(PORT),
        }
        first, __ = _start(environment)
        later, memory = _start(environment)
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", FLOOR], check=True)
    floor = time.perf_counter() - begun
    print("Start, from the command to the first answered message")
    print(f"  first start (migrate, 1,000 people)  {first:6.2f} s")
    print(f"  later starts                         {later:6.2f} s   {later / floor:.1f} x floor")
    print(f"  floor: importing the libraries       {floor:6.2f} s")
    print(f"  memory after the first answer        {memory:6.0f} MB\n")


def _start(environment: dict[str, str]) -> tuple[float, float]:
    begun = time.perf_counter()
    command = [sys.executable, "-m", "bot.cli", "serve", "--migrate", "--demo"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            url = (
                f"http://127.0.0.1:{PORT}/api/v1/answers?q=so%20ho%20khau%20con%20gia%20tri%20khong"
            )
            while not _answers(url):
                if process.poll() is not None or time.perf_counter() - begun > 60:
                    raise RuntimeError("the service did not start")
                time.sleep(0.02)
            took = time.perf_counter() - begun
            status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
            resident = next(line for line in status.splitlines() if line.startswith("VmRSS"))
            return took, int(resident.split()[1]) / 1024
        finally:
            process.terminate()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310 - our own server.
            return bool(response.status == 200)
    except OSError:
        return False


if __name__ == "__main__":
    run()
