"""
A TCP proxy that fails on request: ``python -m tests.chaos.proxy broker=15001:5672 database=15002:27017``.

Orders come as JSON lines on standard input, each answered by a line; the end of the input ends the proxy.
"""

import asyncio
import contextlib
import json
import random
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

RESET_ON_CLOSE = struct.pack("ii", 1, 0)
HIGH_WATER_BYTES = 1 << 20
CUT, SILENCE = "cut", "silence"


class Side(asyncio.Protocol):
    """One side of a pair; what arrives goes to the other side, or nowhere while the pair is silent."""

    def __init__(self, pair: "Pair") -> None:
        self.pair = pair
        self.transport: asyncio.Transport | None = None
        self.other: Side | None = None
        self.early: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        transport.set_write_buffer_limits(high=HIGH_WATER_BYTES)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        if self.pair.silent:
            return
        if self.other is None or self.other.transport is None:
            self.early.append(data)
        else:
            self.other.transport.write(data)

    def pause_writing(self) -> None:
        if self.other is not None and self.other.transport is not None:
            self.other.transport.pause_reading()

    def resume_writing(self) -> None:
        if self.other is not None and self.other.transport is not None:
            self.other.transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        # A silent pair hides that the other end is gone: that is what makes it silent.
        if not self.pair.silent:
            self.pair.end(reset=exc is not None)


@dataclass(eq=False)
class Pair:
    """The two connections between which bytes are carried."""

    link: "Link"
    silent: bool = False
    sides: list[Side] = field(default_factory=list)

    def end(self, *, reset: bool) -> None:
        """Close both sides; with *reset* at once, so that both peers see a reset connection."""
        self.link.pairs.discard(self)
        for side in self.sides:
            if side.transport is None or side.transport.is_closing():
                continue
            if reset:
                sock = side.transport.get_extra_info("socket")
                with contextlib.suppress(OSError):
                    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
                side.transport.abort()
            else:
                side.transport.close()


class Link:
    """A port of ours in front of a server's port."""

    def __init__(self, port: int, target: int) -> None:
        self._port = port
        self._target = target
        self._silent = False
        self._opening: set[asyncio.Task[None]] = set()
        self.pairs: set[Pair] = set()

    async def open(self) -> None:
        """Start accepting."""
        await asyncio.get_running_loop().create_server(self._accept, "127.0.0.1", self._port)

    def _accept(self) -> Side:
        pair = Pair(self, silent=self._silent)
        self.pairs.add(pair)
        client = Side(pair)
        pair.sides.append(client)
        if not pair.silent:
            task = asyncio.get_running_loop().create_task(self._connect(pair, client))
            self._opening.add(task)
            task.add_done_callback(self._opening.discard)
        return client

    async def _connect(self, pair: Pair, client: Side) -> None:
        server = Side(pair)
        try:
            await asyncio.get_running_loop().create_connection(lambda: server, "127.0.0.1", self._target)
        except OSError:
            pair.end(reset=True)
            return
        pair.sides.append(server)
        client.other, server.other = server, client
        if client.transport is None or client.transport.is_closing() or pair not in self.pairs:
            pair.end(reset=True)
            return
        for data in client.early:
            client.data_received(data)
        client.early.clear()

    def chosen(self, share: float, seed: int) -> list[Pair]:
        """Choose a share of the pairs that carry now, at least one."""
        carrying = [pair for pair in self.pairs if not pair.silent]
        return random.Random(seed).sample(carrying, max(1, round(share * len(carrying)))) if carrying else []

    def cut(self, pairs: list[Pair]) -> None:
        """Reset *pairs*."""
        for pair in pairs:
            pair.end(reset=True)

    def silence(self, pairs: list[Pair], seconds: float, *, newcomers: bool) -> None:
        """Carry nothing on *pairs* any more, with *newcomers* on new ones neither; reset all after *seconds*."""
        for pair in pairs:
            pair.silent = True
        self._silent = self._silent or newcomers
        asyncio.get_running_loop().call_later(seconds, self._speak, pairs, newcomers)

    def _speak(self, pairs: list[Pair], newcomers: bool) -> None:
        if newcomers:
            self._silent = False
            pairs = [*pairs, *(pair for pair in self.pairs if pair.silent)]
        self.cut(pairs)


def obey(links: Mapping[str, Link], order: Mapping[str, Any]) -> int:
    """Carry out one order; return how many pairs it hit."""
    link = links[order["link"]]
    pairs = link.chosen(order["share"], order["seed"])
    if order["do"] == CUT:
        link.cut(pairs)
    else:
        link.silence(pairs, order["seconds"], newcomers=order["newcomers"])
    return len(pairs)


async def serve(links: Mapping[str, Link]) -> None:
    """Serve until the input ends."""
    loop = asyncio.get_running_loop()
    for link in links.values():
        await link.open()
    _say({"ready": True})
    over = asyncio.Event()

    def listen() -> None:
        for line in sys.stdin:
            order = json.loads(line)
            loop.call_soon_threadsafe(lambda order=order: _say({"hit": obey(links, order)}))
        loop.call_soon_threadsafe(over.set)

    threading.Thread(target=listen, daemon=True).start()
    await over.wait()


def _say(answer: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


class Proxy:
    """The proxy as a process of its own, so that carrying bytes takes no time from the senders."""

    def __init__(self, links: Mapping[str, tuple[int, int]]) -> None:
        options = [f"{name}={port}:{target}" for name, (port, target) in links.items()]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.proxy", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self._lock = threading.Lock()
        self._answer()

    def cut(self, link: str, share: float, seed: int) -> int:
        """Reset a share of the connections of *link*; return how many."""
        return self._order(do=CUT, link=link, share=share, seed=seed)

    def silence(self, link: str, share: float, seed: int, seconds: float, *, newcomers: bool) -> int:
        """Carry nothing on a share of the connections for *seconds*, then reset them; return how many."""
        options = {"share": share, "seed": seed, "seconds": seconds, "newcomers": newcomers}
        return self._order(do=SILENCE, link=link, **options)

    def stop(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=10)
        self._process.stdout.close()

    def _order(self, **order: Any) -> int:
        with self._lock:
            assert self._process.stdin is not None
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()
            return int(self._answer()["hit"])

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the proxy died")
        answer: dict[str, Any] = json.loads(line)
        return answer


def main() -> None:
    """Serve the links named on the command line."""
    links = {}
    for argument in sys.argv[1:]:
        name, ports = argument.split("=")
        port, target = ports.split(":")
        links[name] = Link(int(port), int(target))
    asyncio.run(serve(links))


if __name__ == "__main__":
    main()
