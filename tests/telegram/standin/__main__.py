"""Run the stand-in alone: `python -m tests.telegram.standin --port 8081 --token 123:abc`.

The rule: the first line on standard output is a JSON object with the url, the base_url and the
token; from then on the process serves until it is ended.
"""

import argparse
import asyncio
import json
import sys

from tests.telegram.standin import TOKEN, World


async def serve(port: int, token: str, latency: float) -> None:
    """Serve until cancelled."""
    world = await World(token, latency=latency).open(port)
    told = {"url": world.url, "base_url": world.base_url, "token": world.token}
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
    try:
        await asyncio.Event().wait()
    finally:
        await world.close()


def main() -> None:
    """Read the command line and serve."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--port", type=int, default=0, help="0 lets the system choose")
    asked.add_argument("--token", default=TOKEN)
    asked.add_argument("--latency", type=float, default=0.0, help="seconds each answer takes")
    given = asked.parse_args()
    try:
        asyncio.run(serve(given.port, given.token, given.latency))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
