"""Runs a program and prints what it took: {"seconds", "cpu_seconds", "peak_mib", "exit", "out"} as one line of JSON.

A process of its own, because Linux counts the memory of the process that starts a program into that program's
peak: this one is smaller than anything that it measures. It imports no more than it needs for the same reason.
"""
import json
import os
import sys
import time


def main(command):
    read, write = os.pipe()
    moves = [(os.POSIX_SPAWN_DUP2, write, 1), (os.POSIX_SPAWN_DUP2, write, 2), (os.POSIX_SPAWN_CLOSE, read)]
    started = time.perf_counter()
    process = os.posix_spawnp(command[0], command, os.environ, file_actions=moves)
    os.close(write)
    with open(read, "rb") as pipe:
        out = pipe.read().decode("utf-8", "replace")
    _, status, usage = os.wait4(process, 0)
    seconds = time.perf_counter() - started
    told = {"seconds": seconds, "cpu_seconds": usage.ru_utime + usage.ru_stime, "peak_mib": usage.ru_maxrss / 1024,
            "exit": os.waitstatus_to_exitcode(status), "out": out}
    print(json.dumps(told))


main(sys.argv[1:])
