"""The smallest whole number from which on something holds, found with few questions."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["Course", "first_that_holds"]

Read = Callable[[int], Fraction | None]


@dataclass(frozen=True, slots=True)
class Course:
    """A function of whole numbers that never falls between ``least`` and ``most``, both included.

    ``near`` are numbers at which it may bend, ``aim`` the height at which ``holds`` turns true.
    """

    read: Read
    holds: Callable[[Fraction | None], bool]
    least: int
    most: int
    near: tuple[int, ...]
    aim: Fraction


def first_that_holds(course: Course) -> int | None:
    """Return the smallest number at which the course's height holds; None where none does.

    A step along the straight line through both ends of the stretch finds it at once where the
    course is straight; the halving beside it bounds the number of questions everywhere else.
    """
    if course.holds(course.read(course.least)):
        return course.least
    if not course.holds(course.read(course.most)):
        return None
    low, high = _stretch(course)
    while high - low > 1:
        for guess in (_on_line(course, low, high), (low + high) // 2):
            for number in (guess, guess - 1):
                if low < number < high:
                    low, high = _narrowed(course, number, low, high)
    return high


def _narrowed(course: Course, number: int, low: int, high: int) -> tuple[int, int]:
    return (low, number) if course.holds(course.read(number)) else (number, high)


def _stretch(course: Course) -> tuple[int, int]:
    """Narrow the whole down to between two bends, then to twice a distance from one of them."""
    low, high = course.least, course.most
    for number in sorted(course.near):
        if low < number < high:
            low, high = _narrowed(course, number, low, high)
    step = max((abs(number) for number in course.near), default=1) or 1
    while high == course.most and low + step < high and low != course.least:
        low, high = _narrowed(course, low + step, low, high)
        step *= 2
    while low == course.least and high - step > low and high != course.most:
        low, high = _narrowed(course, high - step, low, high)
        step *= 2
    return low, high


def _on_line(course: Course, low: int, high: int) -> int:
    """Return where the straight line between two numbers reaches the aim."""
    below, above = course.read(low), course.read(high)
    if below is None or above is None or above <= below:
        return (low + high) // 2
    distance = (course.aim - below) * (high - low) / (above - below)
    return low - int(-distance // 1)
