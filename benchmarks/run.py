"""Train the same networks with this package and with others, and print how long each takes.

First every contestant must draw the same loss curve; then they are timed in turn, round by round,
so that a slow minute of the machine hits all of them, and the medians are set in ratio.

    python benchmarks/run.py                     everything that is installed, float64
    python benchmarks/run.py --only W1 W2 --rounds 3
    python benchmarks/run.py --dtype float32

Writes results.json, table.md and ratios.svg to _build/benchmarks.

    python benchmarks/run.py --rounds 21 --keep  hands the record to book/reference/speed.md

The book keeps a record for each set of kernels that OpenBLAS may choose. Make its two on a quiet
machine with every contestant installed: one with OPENBLAS_CORETYPE unset, one with Haswell.
"""

import argparse
import gc
import json
import os
import platform
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from statistics import median

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault(
    "XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")

import numpy as np
from baselines import ClassicLoop, ClassicLoopEvaluated, MatrixProducts
from ours import Committee, RecordedDropout, Stacked
from peers import JaxScan, JaxStep, ScikitLearn, Torch, TorchFused
from record import keep
from workloads import Workload, workloads

from committee.training import fit

CONTESTANTS = [Committee, Stacked, ScikitLearn, Torch, TorchFused, JaxStep, JaxScan, ClassicLoop,
               ClassicLoopEvaluated, MatrixProducts]
# What the package must reach: contestant's time over ours, at least (or, for products, ours over
# theirs at most), on one thread in float64.
MUST = {
    "W1": {"classic loop with evaluations": 2.8, "scikit-learn": 3.4, "torch eager": 8.0},
    "W2": {"scikit-learn": 5.0, "torch eager": 6.5, "torch fused": 6.5},
    "W3": {"scikit-learn": 2.5, "torch eager": 2.5, "torch fused": 2.5},
    "W4": {"scikit-learn": 1.2, "torch eager": 1.3, "torch fused": 1.3,
           "matrix products alone": 1 / 1.6},
    "W5": {"torch eager": 1.4},
    "W6": {"torch eager": 2.5, "torch fused": 2.5},
}
MUST_STACKED = {"W1": 0.08, "W2": 0.25}  # time a network of 64 stacked, over that of one alone
MUST_STACKED_CLASSIC = {"W1": 30.0}  # classic loop over a stacked network


# numpy.random, which numpy leaves to the first who asks, is most of the second
IMPORTS = ("import committee", "from committee import *", "import numpy.random")


def takes_part(kind: type, work: Workload) -> bool:
    if kind in (ClassicLoop, ClassicLoopEvaluated):
        return work.name == "W1"
    return kind is not Stacked or work.name in ("W1", "W2")


def entered(work: Workload, dtype: str) -> tuple[dict[str, Callable[[], object]], dict[str, str]]:
    """Return a maker for each contestant that can take part, and why the others cannot."""
    makers, absent = {}, {}
    for kind in CONTESTANTS:
        if not takes_part(kind, work):
            continue
        try:
            kind(work, dtype)
        except (ImportError, NotImplementedError) as why:
            absent[kind.name] = str(why)
        else:
            makers[kind.name] = lambda kind=kind: kind(work, dtype)
    return makers, absent


def curves_apart(work: Workload, dtype: str, makers: dict) -> dict[str, float]:
    """Return how far each contestant's loss curve is from ours, at most, in nats."""
    apart = {}
    epochs = work.checked_epochs - (dtype == "float32")  # in which deep networks part sooner
    for name, make in makers.items():
        if name in ("committee", "matrix products alone"):
            continue
        mine = Committee(work, dtype, dropout=RecordedDropout)
        ours = mine.run(epochs)
        if work.regularized:  # the same units must be silent
            masks = next(layer.masks for layer in mine.network.layers if hasattr(layer, "masks"))
            kind = TorchFused if "fused" in name else Torch
            theirs = kind(work, dtype, masks=masks)
        elif name == ScikitLearn.name:
            theirs = ScikitLearn(work, dtype, checked=True)
        else:
            theirs = make()
        curve = theirs.run(epochs)
        apart[name] = float(np.max(np.abs(np.subtract(ours, curve))))
    return apart


def time_in_turn(makers: dict, *, rounds: int, seconds: float) -> dict[str, list[float]]:
    """Return the CPU seconds an epoch of each contestant, one number a round."""
    runners = {name: make() for name, make in makers.items()}
    epochs = {}
    for name, runner in runners.items():
        runner.run(1)  # compiles, fills caches
        start = time.process_time()
        runner.run(1)
        epochs[name] = max(1, round(seconds / max(time.process_time() - start, 1e-6)))
    taken: dict[str, list[float]] = {name: [] for name in runners}
    gc.disable()
    for turn in range(rounds):
        names = list(runners) if turn % 2 == 0 else list(runners)[::-1]
        for name in names:
            start = time.process_time()
            runners[name].run(epochs[name])
            taken[name].append((time.process_time() - start) / epochs[name])
        gc.collect()
    gc.enable()
    return taken


def memory(work: Workload, dtype: str) -> dict[str, int]:
    """Return by how many bytes 200 steady steps grow the memory, and their highest peak."""
    runner = Committee(work, dtype)
    epochs = max(1, -(-200 // work.steps))
    tracemalloc.start()
    runner.run(2)
    before = tracemalloc.get_traced_memory()[0]
    tracemalloc.reset_peak()
    runner.run(epochs)
    after, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return {"growth": after - before, "peak": peak - before}


def import_milliseconds(statement: str, repeats: int) -> float:
    """Return what an import takes beyond numpy's own, median CPU milliseconds."""
    code = (f"import numpy, time; t = time.process_time(); {statement}; "
            "print(time.process_time() - t)")
    compiled = {name: value for name, value in os.environ.items()
                if name != "PYTHONDONTWRITEBYTECODE"}  # an installed package is compiled
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, check=True,
                           env=compiled) for _ in range(repeats + 1)]
    return 1000 * median(float(run.stdout) for run in runs[1:])


def fit_microseconds(work: Workload, dtype: str, epochs: int = 20) -> float:
    """Return what a step takes within ``fit``, with shuffling, evaluation and History."""
    from committee.data import Dataset  # noqa: PLC0415

    mine = Committee(work, dtype)
    data = Dataset(mine.x, work.y)
    settings = {"loss": mine.loss, "optimizer": mine.optimizer, "batch_size": work.batch_size,
                "rng": np.random.default_rng(0)}
    fit(mine.network, data, epochs=1, **settings)
    start = time.process_time()
    fit(mine.network, data, validation=data, epochs=epochs, **settings)
    return 1e6 * (time.process_time() - start) / epochs / work.steps


def setting() -> dict[str, object]:
    """Return what the figures depend on: versions, processor, the linear algebra in use."""
    versions = {"Python": platform.python_version(), "numpy": np.__version__}
    for module in ("sklearn", "torch", "jax"):
        if module in sys.modules:
            versions[module] = sys.modules[module].__version__
    try:
        from threadpoolctl import threadpool_info  # noqa: PLC0415

        blas = [{key: pool.get(key) for key in ("internal_api", "architecture", "num_threads")}
                for pool in threadpool_info()]
    except ImportError:
        blas = [{"internal_api": "unknown: install threadpoolctl"}]
    info = Path("/proc/cpuinfo")
    model = [line.partition(":")[2].strip() for line in
             (info.read_text().splitlines() if info.exists() else []) if "model name" in line]
    names = ("OMP_NUM_THREADS", "OPENBLAS_CORETYPE", "OPENBLAS_NUM_THREADS", "XLA_FLAGS")
    return {"day": time.strftime("%Y-%m-%d"), "versions": versions, "blas": blas,
            "processor": (model or [platform.processor()])[0],
            "environment": {name: os.environ.get(name, "unset") for name in names}}


def measure(work: Workload, options: argparse.Namespace) -> dict[str, object]:
    makers, absent = entered(work, options.dtype)
    apart = curves_apart(work, options.dtype, makers)
    taken = time_in_turn(makers, rounds=options.rounds, seconds=options.seconds)
    if Stacked.name in taken:  # a network's share
        taken[Stacked.name] = [time / Stacked.replicates for time in taken[Stacked.name]]
    step = {name: 1e6 * median(times) / work.steps for name, times in taken.items()}
    fitted = fit_microseconds(work, options.dtype)
    rounds = {name: [float(f"{1e6 * one / work.steps:.4g}") for one in times]
              for name, times in taken.items()}
    ratios = {name: time / step["committee"] for name, time in step.items()}
    if "classic loop with evaluations" in step:  # ours evaluates within fit
        ratios["classic loop with evaluations"] = step["classic loop with evaluations"] / fitted
    return {"says": work.says, "absent": absent, "curves_apart": apart, "microseconds": step,
            "rounds": rounds, "ratios": ratios, "fit_microseconds": fitted,
            "memory": memory(work, options.dtype)}


def shortfalls(results: dict[str, dict]) -> list[str]:
    """Return what the package must reach and did not."""
    missed = []
    for work, result in results.items():
        ratios = result["ratios"]
        missed += [
            f"{work}: {ratios[name]:.2f} x {name}, wanted {wanted:.2f}"
            for name, wanted in MUST.get(work, {}).items()
            if name in ratios and ratios[name] < wanted
        ]
        stacked = ratios.get("committee, 64 stacked")
        if stacked is not None:
            if stacked > MUST_STACKED[work]:
                missed.append(f"{work}: stacked {stacked:.3f}, wanted {MUST_STACKED[work]}")
            classic = result["microseconds"].get("classic loop with evaluations", 0.0)
            classic /= result["microseconds"]["committee, 64 stacked"]
            if classic < MUST_STACKED_CLASSIC.get(work, 0.0):
                missed.append(f"{work}: classic loop {classic:.0f} x stacked, wanted 30")
        missed += [f"{work}: memory grows by {result['memory']['growth']} bytes in 200 steps"
                   for _ in [0] if result["memory"]["growth"] >= 1000]
    return missed


def table(results: dict[str, dict]) -> str:
    """Return the ratios as a Markdown table: times as long as this package."""
    names = list(dict.fromkeys(name for result in results.values() for name in result["ratios"]))
    names.remove("committee")
    lines = ["| | " + " | ".join(results) + " |", "|---" * (len(results) + 1) + "|"]
    own = [f"{result['microseconds']['committee']:.1f}" for result in results.values()]
    lines.append("| committee, microseconds a step | " + " | ".join(own) + " |")
    for name in names:
        cells = [f"{result['ratios'][name]:.2f}" if name in result["ratios"] else "-"
                 for result in results.values()]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def plot(results: dict[str, dict], path: Path) -> None:
    """Draw the ratios, one row a contestant, in the book's look."""
    import matplotlib as mpl  # noqa: PLC0415

    from committee.plots import COLOURS, panels  # noqa: PLC0415

    shown = [("classic loop with evaluations", "caution"), ("scikit-learn", "validation"),
             ("torch eager", "test"), ("torch fused", "test"), ("jax, a step compiled", "good"),
             ("jax, an epoch compiled", "good"), ("matrix products alone", "muted")]
    fig, ax = panels(height=3.2)
    for row, (name, role) in enumerate(shown):
        found = sorted((result["ratios"][name], work) for work, result in results.items()
                       if name in result["ratios"])
        for place, (ratio, work) in enumerate(found):
            ax.plot(ratio, row, "o", color=COLOURS[role], markersize=5)
            ax.annotate(work, (ratio, row), (0, 9 - 18 * (place % 2)), textcoords="offset points",
                        ha="center", va="center", fontsize=7, color=COLOURS[role])
    ax.axvline(1.0, color=COLOURS["train"], linewidth=1.2)
    ax.set(xscale="log", xlabel="time a step, as a multiple of this package's")
    ax.xaxis.set_major_formatter("{x:g}")
    ax.set_yticks(range(len(shown)), [name for name, _ in shown])
    ax.set_ylim(len(shown) - 0.4, -0.7)
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "benchmarks"}):
        fig.savefig(path, metadata={"Date": None})


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", nargs="+", metavar="W", help="some of W1 to W6")
    parser.add_argument("--rounds", type=int, default=7, help="timed rounds (7)")
    parser.add_argument("--seconds", type=float, default=0.1, help="CPU seconds a turn (0.1)")
    parser.add_argument("--dtype", choices=("float64", "float32"), default="float64")
    parser.add_argument("--out", type=Path, default=Path("_build/benchmarks"))
    parser.add_argument("--keep", action="store_true", help="hand the record to the book")
    options = parser.parse_args(arguments)
    chosen = [work for work in workloads() if not options.only or work.name in options.only]
    tolerance = 1e-10 if options.dtype == "float64" else 1e-3
    results, wrong = {}, []
    for work in chosen:
        result = results[work.name] = measure(work, options)
        print(f"\n{work.name}: {work.says}")
        for name, ratio in result["ratios"].items():
            apart = result["curves_apart"].get(name)
            note = "" if apart is None else f"   curves within {apart:.0e}"
            print(f"  {name:32}{result['microseconds'][name]:10.2f} us {ratio:8.2f}{note}")
            loose = 1e-3 if name == "scikit-learn" else tolerance  # its Adam has another epsilon
            if apart is not None and not apart <= loose:
                wrong.append(f"{work.name}: the curve of {name} is {apart:.1e} from ours")
        print(f"  {'within fit, all included':32}{result['fit_microseconds']:10.2f} us")
        for name, why in result["absent"].items():
            print(f"  {name:32} took no part: {why}")
    importing = {what: import_milliseconds(what, options.rounds) for what in IMPORTS}
    missed, about = shortfalls(results), setting()
    if importing[IMPORTS[0]] > 10:
        missed.append(f"import takes {importing[IMPORTS[0]]:.1f} ms beyond numpy, wanted 10")
    print()
    for what, milliseconds in importing.items():
        print(f"{what}: {milliseconds:.1f} ms beyond numpy")
    for name, result in results.items():
        print(f"{name}: 200 steps grow memory by {result['memory']['growth']} B, "
              f"peak {result['memory']['peak'] / 1000:.0f} kB")
    print(json.dumps(about, indent=1))
    options.out.mkdir(parents=True, exist_ok=True)
    content = {"setting": about, "dtype": options.dtype, "import_milliseconds": importing,
               "workloads": results}
    (options.out / "results.json").write_text(json.dumps(content, indent=1) + "\n")
    (options.out / "table.md").write_text(table(results))
    plot(results, options.out / "ratios.svg")
    print(table(results), f"written to {options.out}", sep="\n")
    if options.keep and not wrong:
        print(f"kept for the book as {keep(content)}")
    for line in wrong + missed:
        print("NOT REACHED", line)
    return 1 if wrong or missed else 0


if __name__ == "__main__":
    sys.exit(main())
