"""The same function on many things, on several cores."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

import joblib
from joblib.externals.loky.process_executor import BrokenProcessPool
from threadpoolctl import threadpool_limits

from data_fetch.errors import FetchError

Item = TypeVar("Item")
Result = TypeVar("Result")


def parallel(function: Callable[[Item], Result], items: Iterable[Item], jobs: int | None = None) -> list[Result]:
    """`[function(item) for item in items]`, in `jobs` processes (default: one per core that we may use).

    The processes are joblib's own kind, which need neither `fork` nor a `__main__` guard: it works in a notebook and
    in a script. Numerical libraries get one thread each, with one process as with many, so that the bytes of a result
    do not depend on `jobs`. An exception of `function` is raised here.
    Raises FetchError where a process was killed.
    """
    jobs = jobs or joblib.cpu_count()
    if jobs == 1:
        with threadpool_limits(limits=1):
            return [function(item) for item in items]
    try:
        with joblib.parallel_config(backend="loky", inner_max_num_threads=1):
            return joblib.Parallel(n_jobs=jobs)(joblib.delayed(function)(item) for item in items)
    except BrokenProcessPool as error:
        raise FetchError(
            "A worker process was killed, most likely because memory ran out. Close other programs, or run it again "
            "with --jobs 1."
        ) from error
