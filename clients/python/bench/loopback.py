"""
How fast `kgw` stores and loads beside `aws s3 cp`, at one S3 server on this machine: the same file, the same part size,
as many parts side by side. Both start as a command each time. kgw's times hold its hashing: SHA-1 and SHA-256 of what
it stores, SHA-1 of what it loads. Prints the medians and the ratio of rates; above 1, kgw is faster.

    clients/python/bench/run [--size MB] [--runs N]

Verification by the gateway comes after all bytes are sent, as a job, and is told apart.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from local_gateway import LocalGateway, Person

PART = 16 * 1024 * 1024
SIDE_BY_SIDE = 16
AWS = Path(sys.executable).with_name("aws")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=SIDE_BY_SIDE * PART // 1_000_000, help="MB")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="kgw-bench-"))
    try:
        Bench(folder, options.size * 1_000_000).run(options.runs)
    finally:
        shutil.rmtree(folder)


class Bench:
    def __init__(self, folder: Path, size: int) -> None:
        self._folder, self._size = folder, size
        self._file = folder / "file"
        endpoint, pair = (
            os.environ["TEST_S3_ENDPOINT"],
            (
                os.environ["TEST_S3_ACCESS_KEY_ID"],
                os.environ["TEST_S3_SECRET_ACCESS_KEY"],
            ),
        )
        self._bucket = f"bench-{os.urandom(6).hex()}"
        config = folder / "aws-config"
        config.write_text(
            f"[default]\nregion = us-east-1\nendpoint_url = {endpoint}\n"
            f"s3 =\n  max_concurrent_requests = {SIDE_BY_SIDE}\n  addressing_style = path\n"
            f"  multipart_threshold = {PART}\n  multipart_chunksize = {PART}\n"
        )
        self._aws_environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "AWS_CONFIG_FILE": str(config),
            "AWS_ACCESS_KEY_ID": pair[0],
            "AWS_SECRET_ACCESS_KEY": pair[1],
        }
        self._zone = (
            "zones:\n  - name: default\n"
            f"    bucketUri: s3://{self._bucket}?region=us-east-1\n"
            f'    bucketCredentials: \'{{"endpoint": "{endpoint}", "accessKeyId": "{pair[0]}", '
            f'"secretAccessKey": "{pair[1]}"}}\'\n'
        )

    def run(self, runs: int) -> None:
        settings = self._folder / "settings.yaml"
        settings.write_text("allowPublicUpload: true\nauthorizedUsers: []\n")
        self._aws("s3", "mb", f"s3://{self._bucket}")
        self._aws("s3", "cp", str(settings), f"s3://{self._bucket}/settings/authorizationSettings.yaml")
        gateway = LocalGateway(self._folder / "data", {"GATEWAY_CONFIG": self._zone})
        try:
            person = Person(gateway.url, "ada")
            self._kgw_environment = {
                "PATH": os.environ["PATH"],
                "HOME": str(self._folder),
                "PYTHONPATH": str(Path(__file__).resolve().parents[1] / "src"),
                "KACHERY_GATEWAY_URL": gateway.url,
                "KACHERY_API_KEY": person.new_api_key(),
            }
            person.close()
            self._measure(runs)
        finally:
            gateway.kill()
            self._aws("s3", "rb", "--force", f"s3://{self._bucket}")

    def _measure(self, runs: int) -> None:
        times: dict[str, list[float]] = {name: [] for name in ("aws up", "kgw up", "verified", "aws down", "kgw down")}
        block = os.urandom(1_000_000)
        with open(self._file, "wb") as file:
            for _ in range(self._size // len(block)):
                file.write(block)
        for _ in range(runs):
            # A new file each time: what the zone has is not sent.
            with open(self._file, "r+b") as file:
                file.write(os.urandom(100))
            sha1 = hashlib.sha1(self._file.read_bytes()).hexdigest()
            key, copy = f"s3://{self._bucket}/bench/{sha1}", self._folder / "copy"
            times["aws up"].append(self._aws("s3", "cp", "--only-show-errors", str(self._file), key))
            sent = self._kgw("store", "--no-wait", "--parallel", str(SIDE_BY_SIDE), str(self._file))
            times["kgw up"].append(sent)
            times["verified"].append(sent + self._kgw("store", str(self._file)))
            times["aws down"].append(self._aws("s3", "cp", "--only-show-errors", key, str(copy)))
            copy.unlink()
            loading = ("load", "--parallel", str(SIDE_BY_SIDE), f"sha1://{sha1}", "-o", str(copy))
            times["kgw down"].append(self._kgw(*loading))
            copy.unlink()
        for name, each in times.items():
            median = statistics.median(each)
            rate = self._size / 1e6 / median
            print(f"{name:<9} {median:6.2f} s  {rate:6.0f} MB/s  ({min(each):.2f} to {max(each):.2f} s)")
        for way in ("up", "down"):
            # Of the runs beside each other: the machine may be busy for a while.
            ratios = sorted(aws / kgw for aws, kgw in zip(times[f"aws {way}"], times[f"kgw {way}"]))
            median = statistics.median(ratios)
            print(f"{way}: {median:.2f} of the rate of aws s3 cp ({ratios[0]:.2f} to {ratios[-1]:.2f})")

    def _aws(self, *words: str) -> float:
        return timed([str(AWS), *words], self._aws_environment)

    def _kgw(self, *words: str) -> float:
        return timed([sys.executable, "-m", "kachery_gateway", *words], self._kgw_environment)


def timed(words: list[str], environment: dict[str, str]) -> float:
    """Seconds."""
    began = time.monotonic()
    done = subprocess.run(words, env=environment, capture_output=True, text=True)
    took = time.monotonic() - began
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(words)}: {done.stdout}{done.stderr}")
    return took


if __name__ == "__main__":
    main()
