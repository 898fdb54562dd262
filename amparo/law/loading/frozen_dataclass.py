"""The decorator for the classes that the files of the law are read into.

Each is a frozen dataclass with keyword arguments. Its methods are written here once, because
`dataclass` would compile them anew for each of some eighty classes: that took longer than reading
the law.
"""

from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from typing import Any, Never, cast, dataclass_transform


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def table[T](described: type[T]) -> type[T]:
    """Make a class like `dataclass(frozen=True, slots=True, kw_only=True)`; `fields` and `replace`
    work on it."""
    # Without a docstring `dataclass` would compute a signature for it.
    described.__doc__ = described.__doc__ or f"{described.__name__}()"
    made: Any = dataclass(init=False, repr=False, eq=False, kw_only=True, slots=True)(described)
    made.__init__ = _beginning(made)
    made.__eq__, made.__hash__ = _comparing(made)
    made.__repr__, made.__reduce__ = _written, _packed
    made.__setattr__ = made.__delattr__ = _frozen
    return cast("type[T]", made)


def _beginning(made: Any) -> Any:
    slots = fields(made)
    known = frozenset(slot.name for slot in slots)
    plain = {slot.name: slot.default for slot in slots if slot.default is not MISSING}
    makers: dict[str, Any] = {slot.name: slot.default_factory for slot in slots}
    fresh = {name: make for name, make in makers.items() if make is not MISSING}
    required = known - plain.keys() - fresh.keys()
    put = object.__setattr__

    def begin(self: object, **given: object) -> None:
        if not required <= given.keys() <= known:
            wrong = sorted((required - given.keys()) | (given.keys() - known))
            raise TypeError(f"{made.__qualname__}: missing or unknown: {', '.join(wrong)}")
        for name, value in (plain | given).items():
            put(self, name, value)
        for name, make in fresh.items():
            if name not in given:
                put(self, name, make())

    return begin


def _comparing(made: Any) -> tuple[Any, Any]:
    values = attrgetter(*(slot.name for slot in fields(made)))

    def equals(self: object, other: object) -> Any:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return values(self) == values(other)

    def hashed(self: object) -> int:
        return hash(values(self))

    return equals, hashed


def _written(self: Any) -> str:
    said = ", ".join(f"{slot.name}={getattr(self, slot.name)!r}" for slot in fields(self))
    return f"{type(self).__qualname__}({said})"


def _packed(self: Any) -> tuple[Any, ...]:
    """Support copying and pickling."""
    return _again, (type(self), {slot.name: getattr(self, slot.name) for slot in fields(self)})


def _again(made: Any, values: dict[str, object]) -> object:
    return made(**values)


def _frozen(_self: object, name: str, _value: object = None) -> Never:
    raise FrozenInstanceError(f"cannot change {name!r}")
