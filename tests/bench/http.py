"""The connection pool of aiohttp beside httpx2's own, in one run.

    python -m tests.bench http [jobs=1000] [rounds=2]

Jobs of 2 to 6 s, polled every second, by the transport and the polling loop alone; CPU of the whole process per job.
"""

from __future__ import annotations

from tests.bench.engine import in_process, vendor


def main(jobs: str = "1000", rounds: str = "2") -> None:
    """Runs both in turn, A B A B, and prints each round."""
    print(f"{jobs} polled jobs of 2 to 6 s, CPU ms per job")
    print(f"{'round':8}{'aiohttp':>10}{'httpx2':>10}{'ratio':>8}")
    for number in range(int(rounds)):
        cost = {}
        for own_pool in (False, True):
            process, url = vendor("seconds=2", "spread=4")
            measured = in_process("plain", url, count=int(jobs), poll_s=1.0, own_pool=own_pool)
            cost[own_pool] = measured["CPU ms per job"]
            process.kill()
        print(f"{number + 1:<8}{cost[False]:>10.1f}{cost[True]:>10.1f}{cost[False] / cost[True]:>8.2f}")
