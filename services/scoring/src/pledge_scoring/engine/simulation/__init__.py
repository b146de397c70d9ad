"""What if: a project scored with other facts or rules, and the values that reach a goal."""

from .break_even import BreakEven, Goal, Outcome, Tried, goal_of_grade, goal_of_rate, solve
from .differences import Step, tree_difference
from .grade_moves import GradeMove, Moves, grade_moves
from .grades import Grading
from .leaving_out import LeftOut, leave_one_out
from .overlay import Assumed, Case, Misplaced, MisplacedError, Overlay, assume, misplaced
from .variable import Field, Unsolved, Variable, values_of

__all__ = [
    "Assumed",
    "BreakEven",
    "Case",
    "Field",
    "Goal",
    "GradeMove",
    "Grading",
    "LeftOut",
    "Misplaced",
    "MisplacedError",
    "Moves",
    "Outcome",
    "Overlay",
    "Step",
    "Tried",
    "Unsolved",
    "Variable",
    "assume",
    "goal_of_grade",
    "goal_of_rate",
    "grade_moves",
    "leave_one_out",
    "misplaced",
    "solve",
    "tree_difference",
    "values_of",
]
