"""What correcting costs and what it survives: crowds, kills, swaps under load, time to learn.

    python benchmarks/feedback.py crowd [--database sqlite|postgres] [--clients 200] [--each 5]
        [--kills 10] [--database-url URL]
    python benchmarks/feedback.py swap [--clients 50] [--seconds 20]
    python benchmarks/feedback.py latency [--model digits] [--corrections 50] [--profiles]

crowd: clients correct at once, each in its own time, and repeat what was not answered under the
same id; the server is killed by SIGKILL again and again. Then every correction must be there once,
every picture too, and every version that is registered must answer.
swap: clients ask without a pause while one version after the other is put live. Every answer is
computed again with the file of the version that it names.
latency: from sending a correction to the first answer of the version that learned it, on pictures
that the live version reads wrong. Needs the data sets (VISTAZO_MIRROR).

Each starts `vistazo serve` in a process and a folder of its own; client and server share this
machine's cores.
"""

from __future__ import annotations

import argparse
import json
import statistics
from contextlib import ExitStack
from typing import Any

import feedback_crowd as crowd
import feedback_latency as latency
import feedback_swap as swap
from backends import postgres
from reporting import print_header


def main() -> None:
    """Measure and print."""
    arguments = _arguments()
    if not arguments.json:
        print_header(f"feedback: {arguments.what}")
    with ExitStack() as stack:
        found: dict[str, Any]
        if arguments.what == "crowd":
            url = arguments.database_url
            if arguments.database == "postgres" and not url:
                url = stack.enter_context(postgres())
            found = crowd.measure(url, arguments.clients, arguments.each, arguments.kills)
        elif arguments.what == "swap":
            found = swap.measure(arguments.clients, arguments.seconds)
        else:
            found = latency.measure(arguments.model, arguments.corrections, own=arguments.profiles)
    if arguments.json:
        print(json.dumps(found, indent=2))
        return
    for name, value in found.items():
        print(f"{name:32} {_shown(value)}")


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, list) and value and isinstance(value[0], float):
        cuts = statistics.quantiles(value, n=20) if len(value) > 1 else [value[0]] * 19
        return (
            f"median {statistics.median(value):.3f}, p95 {cuts[18]:.3f}, worst {max(value):.3f} "
            f"({len(value)})"
        )
    return str(value)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    kinds = parser.add_subparsers(dest="what", required=True)
    for name in ("crowd", "swap", "latency"):
        kinds.add_parser(name).add_argument("--json", action="store_true")
    choices = kinds.choices
    choices["crowd"].add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    choices["crowd"].add_argument("--database-url", default="", help="an empty database")
    choices["crowd"].add_argument("--clients", type=int, default=200)
    choices["crowd"].add_argument("--each", type=int, default=5, help="corrections of a client")
    choices["crowd"].add_argument("--kills", type=int, default=0, help="times that it is killed")
    choices["swap"].add_argument("--clients", type=int, default=50)
    choices["swap"].add_argument("--seconds", type=float, default=20.0)
    choices["latency"].add_argument(
        "--model", default="digits", choices=("digits", "characters", "photos")
    )
    choices["latency"].add_argument("--corrections", type=int, default=50)
    choices["latency"].add_argument(
        "--profiles", action="store_true", help="each for a profile of its own"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
