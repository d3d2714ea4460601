"""Streams of random numbers: one for each cause and thing of a replication, so that two plans meet the same world."""

from __future__ import annotations

import hashlib

import numpy as np

__all__ = ["stream"]


def stream(seed: int, replication: int, cause: str, name: str) -> np.random.Generator:
    """Return the stream of a cause (`casualty`, `weather`, ...) and of one thing (a zone, a site, a tail).

    What is drawn from one stream never moves another: the number of defects has no say in the weather.
    """
    digest = hashlib.sha256(f"{cause}\0{name}".encode()).digest()
    words = np.frombuffer(digest[:16], dtype="<u4").tolist()
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, replication, *words])))
