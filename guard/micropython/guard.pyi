"""The verified application and its updates; see docs/guard-module.md."""

from typing import NamedTuple

version: tuple[int, int, int]

class Status(NamedTuple):
    slot: int | None
    version: tuple[int, int, int, int] | None
    counter: int | None
    floor: int
    phase: str
    attempts: int
    trial: bool
    copied: bool
    fast: bool
    unlocked: bool
    opened: int
    secrets: str

def status() -> Status: ...
def confirm() -> None: ...
def secret(name: str) -> bytes: ...

class Update:
    offset: int
    size: int
    def __init__(self, head: bytes | bytearray | memoryview) -> None: ...
    def write(self, buf: bytes | bytearray | memoryview) -> int: ...
    def finish(self) -> None: ...
