"""The verified application and its updates; see docs/guard-module.md."""

from typing import Literal, NamedTuple

version: tuple[int, int, int]

class _Status(NamedTuple):  # a type of these stubs; the module has no such name
    slot: int | None
    version: tuple[int, int, int, int] | None
    counter: int | None
    floor: int
    phase: Literal["none", "receiving", "staged", "trial", "bad"]
    attempts: int
    trial: bool
    copied: bool
    fast: bool
    unlocked: bool
    opened: int
    secrets: Literal["sealed", "obfuscation only"]

def status() -> _Status: ...
def confirm() -> None: ...
def secret(name: str) -> bytes: ...

class Update:
    @property
    def offset(self) -> int: ...
    @property
    def size(self) -> int: ...
    def __init__(self, head: bytes | bytearray | memoryview) -> None: ...
    def write(self, buf: bytes | bytearray | memoryview) -> int: ...
    def finish(self) -> None: ...
