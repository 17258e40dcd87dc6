"""18 chains of 6 no-op tasks on 2 threads, cached by input: the Prefect peer of bench/orchestration.ts."""
import time
from prefect import flow, task
from prefect.cache_policies import INPUTS, TASK_SOURCE
from prefect.task_runners import ThreadPoolTaskRunner


@task(cache_policy=INPUTS + TASK_SOURCE, persist_result=True)
def step(cat: int, s: int, before: int) -> int:
    return before + 1


@flow(task_runner=ThreadPoolTaskRunner(max_workers=2), persist_result=True)
def campaign() -> int:
    last = []
    for c in range(18):
        v = 0
        for s in range(6):
            v = step.submit(c, s, v)
        last.append(v)
    return sum(f.result() for f in last)


if __name__ == "__main__":
    t = time.perf_counter()
    print(campaign(), f"flow {time.perf_counter() - t:.2f} s")
