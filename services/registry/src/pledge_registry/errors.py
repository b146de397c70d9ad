"""Errors only the registry makes."""

from collections.abc import Sequence

from pledge_shared.errors import InvalidInputError, NotFoundError

__all__ = [
    "AsOfOutOfRangeError",
    "DeletedError",
    "UnknownImportError",
    "UnknownIndicatorError",
    "UnknownKeyError",
    "UnknownOrganizationError",
    "UnknownPartError",
    "UnknownPlanError",
    "UnknownProjectError",
    "UnknownVersionError",
]


class UnknownPlanError(NotFoundError):
    """No plan has this code, or had it then."""

    code = "unknown_plan"
    title = "There is no such plan"
    title_ko = "그런 계획이 없습니다"

    def __init__(self) -> None:
        super().__init__("No plan has this code; list them at /v1/plans.")


class UnknownProjectError(NotFoundError):
    """The plan has no such project, or had none then."""

    code = "unknown_project"
    title = "There is no such project"
    title_ko = "그런 사업이 없습니다"

    def __init__(self) -> None:
        super().__init__("No project is here; list a plan's at /v1/plans/{plan}/projects.")


class UnknownOrganizationError(NotFoundError):
    """No organization has this code, or had it then."""

    code = "unknown_organization"
    title = "There is no such organization"
    title_ko = "그런 기관이 없습니다"

    def __init__(self) -> None:
        super().__init__("No organization has this code; list them at /v1/organizations.")


class DeletedError(NotFoundError):
    """What the address names was deleted; its past still reads."""

    code = "deleted"
    title = "It was deleted"
    title_ko = "삭제되었습니다"

    def __init__(self, *, sequence: int, version: int, successors: Sequence[str] = ()) -> None:
        ended = f"It was deleted by commit {sequence}: read it with as_of={sequence - 1}, list its "
        extra: dict[str, object] = {"deleted": {"sequence": sequence, "version": version}}
        if successors:
            extra["successors"] = list(successors)
        way_on = (
            "/versions, or read what it went into: its `successors`."
            if successors
            else "/versions, or bring it back with POST /restore."
        )
        super().__init__(ended + way_on, extra=extra)


class UnknownIndicatorError(NotFoundError):
    """The project has no indicator of this code."""

    code = "unknown_indicator"
    title = "There is no such indicator"
    title_ko = "그런 확인지표가 없습니다"

    def __init__(self) -> None:
        super().__init__("The project's document lists its indicators.")


class UnknownPartError(NotFoundError):
    """The project holds nothing at this place."""

    code = "unknown_part"
    title = "The project holds nothing here"
    title_ko = "사업에 그런 항목이 없습니다"

    def __init__(self) -> None:
        super().__init__("Nothing is stored at this place; read the list it would be in.")


class UnknownVersionError(NotFoundError):
    """The document never had this version."""

    code = "unknown_version"
    title = "There is no such version"
    title_ko = "그런 판이 없습니다"

    def __init__(self) -> None:
        super().__init__("The document has no version of this number; see its /versions.")


class UnknownKeyError(NotFoundError):
    """No key has this id."""

    code = "unknown_key"
    title = "There is no such key"
    title_ko = "그런 키가 없습니다"

    def __init__(self) -> None:
        super().__init__("No key has this id; list them at /v1/keys.")


class UnknownImportError(NotFoundError):
    """No import has this id."""

    code = "unknown_import"
    title = "There is no such import"
    title_ko = "그런 가져오기가 없습니다"

    def __init__(self) -> None:
        super().__init__("No import has this id.")


class AsOfOutOfRangeError(InvalidInputError):
    """``as_of`` names a state that does not exist yet."""

    code = "as_of_out_of_range"
    title = "as_of lies outside the record"
    title_ko = "as_of이 기록 범위를 벗어났습니다"
