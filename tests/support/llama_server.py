"""Runs llama.cpp's real server on loopback until its standard input closes or SIGTERM comes.

Run by the Python of `optional.llama_python`: argument the model file, key in LLAMA_SERVER_KEY.
Prints its address once it listens.
"""

from __future__ import annotations

import os
import signal
import sys
import threading

import xllamacpp  # pyright: ignore[reportMissingImports]


def main() -> None:
    """Start the server, print its address, wait."""
    parameters = xllamacpp.CommonParams()
    parameters.model.path = sys.argv[1]
    parameters.model_alias = {"bigram"}
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    if key := os.environ.get("LLAMA_SERVER_KEY"):
        parameters.api_keys = [key]
    parameters.n_ctx = 4096
    parameters.n_parallel = 2
    parameters.n_gpu_layers = 0
    parameters.cpuparams.n_threads = 1
    parameters.warmup = False
    parameters.endpoint_slots = True
    parameters.force_pure_content_parser = False
    server = xllamacpp.Server(parameters)
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    sys.stdout.write(f"{server.listening_address}\n")
    sys.stdout.flush()
    ended.wait()


main()
