"""Measures lines and branches for coverage.py at a fraction of the cost.

Before Python 3.14 coverage.py measures branches by being called for each line of each file, Django
included: the tests took half as long again. Here, as there from 3.14 on, the interpreter tells of a
line of ours once, and of a branch until it went both ways. `tests/architecture/test_measuring.py`
shows that both ways of measuring find the same.

What a module does as it is imported, line after line to its end, is the same in each process: the
processes that a test starts do not tell of it again (`pass_on`).

Named in pyproject.toml, and read in each process that is measured, before anything else: this asks
for nothing but coverage.py.
"""

import marshal
import os
import sys
from inspect import CO_OPTIMIZED
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from coverage import bytecode, control, core, env, sysmon
from coverage.disposition import FileDisposition
from coverage.plugin_support import Plugins

DISABLE = sysmon.DISABLE
OF_OTHERS = (f"{Path(os.__file__).parent}/", f"{Path(control.__file__).parents[1]}/", "<")
"""Where files begin that are never measured: Python, what is installed, and what is no file."""
NAMED = "MEASURED_BEFORE"
"""Names the file of what the process that started this one told of."""

type Body = tuple[str, int]
"""Of a module or a class: its file and its first line."""


class BothWays(sysmon.SysMonitor):
    """As coverage.py's own, with the one event of a branch that there is before Python 3.14."""

    whole: set[Body] = set()
    """Which bodies ran to their end, and have one way to it."""

    def __init__(self) -> None:
        super().__init__()
        self.before = _told_before()
        self.first: dict[tuple[int, int], int] = {}
        """Where each branch went first, while it went nowhere else."""

    def start(self) -> None:
        super().start()
        branch = sys.monitoring.events.BRANCH
        sys.monitoring.register_callback(self.myid, branch, self.branched)

    def sysmon_py_start(self, code: CodeType, _offset: int) -> sysmon.MonitorReturn:
        """Of each function of ours, tell of its lines, branches and ends from here on."""
        self._activity = True
        if id(code) not in self.code_infos:
            self.meet(code, sys._getframe(1))  # noqa: SLF001 - as coverage.py does
        return DISABLE

    def meet(self, code: CodeType, begun: FrameType) -> None:
        told = self.told_of(code.co_filename, begun)
        if told is not None and _body(code) in self.before:
            told = None
        lines = bytecode.bytes_to_lines(code) if told is not None else None
        self.code_infos[id(code)] = sysmon.CodeInfo(told is not None, told, lines, None)
        self.code_objects.append(code)
        if told is not None and self.sysmon_on:
            events = sys.monitoring.events
            all_that_counts = events.LINE | events.PY_RETURN | events.BRANCH
            sys.monitoring.set_local_events(self.myid, code, all_that_counts)

    def told_of(self, file: str, begun: FrameType) -> Any:
        """What was told of this file so far; nothing where it is none of ours."""
        if file.startswith(OF_OTHERS):
            return None
        found = self.should_trace_cache.get(file)
        if found is None:
            found = self.should_trace_cache[file] = self.should_trace(file, begun)
        if not found.trace:
            return None
        self.lock_data()
        try:
            return self.data.setdefault(str(found.source_filename), set())
        finally:
            self.unlock_data()

    def sysmon_py_return(self, code: CodeType, offset: int, value: object) -> sysmon.MonitorReturn:
        if (body := _body(code)) and bytecode.JUMPS.isdisjoint(code.co_code[::2]):
            self.whole.add(body)
        done: sysmon.MonitorReturn = super().sysmon_py_return(code, offset, value)
        return done

    def branched(self, code: CodeType, offset: int, to: int) -> sysmon.MonitorReturn:
        key = id(code), offset
        first = self.first.get(key)
        if first == to:
            return None
        self.sysmon_branch_either(code, offset, to)
        if first is not None:
            return DISABLE
        self.first[key] = to
        return None


def _body(code: CodeType) -> Body | None:
    """Nothing of a function, which may be called in many ways."""
    return None if code.co_flags & CO_OPTIMIZED else (code.co_filename, code.co_firstlineno)


def _told_before() -> frozenset[Body]:
    if NAMED not in os.environ:
        return frozenset()
    return frozenset(marshal.loads(Path(os.environ[NAMED]).read_bytes()))  # noqa: S302 - our own


def pass_on(folder: Path) -> None:
    """Let the processes that are started from here on leave out what this one told of. It is saved
    with the rest when this one ends."""
    if BothWays.whole:
        told = folder / f"measured-{os.getpid()}"
        told.write_bytes(marshal.dumps(BothWays.whole))
        os.environ[NAMED] = str(told)


class Core(core.Core):
    """Whatever coverage.py would choose, this instead."""

    def __init__(self, **asked: Any) -> None:
        super().__init__(**asked)
        self.tracer_class = BothWays
        self.tracer_kwargs = {}
        self.file_disposition_class = FileDisposition
        self.supports_plugins = self.supports_dynamic_contexts = False
        self.packed_arcs = self.systrace = False


def coverage_init(_plugins: Plugins, _options: Any) -> None:
    """Called by coverage.py, once for each process."""
    if env.PYBEHAVIOR.branch_right_left:
        return  # it does so by itself
    bytecode.RETURNS |= bytecode.op_set("RETURN_CONST")
    vars(control)["Core"] = Core
