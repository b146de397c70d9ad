"""Projects read or written last, parsed: the next change of a large one need not parse it again."""

from collections import OrderedDict

from pledge_shared.contracts.project import ProjectFacts

__all__ = ["RecentProjects"]


class RecentProjects:
    """What documents say, by their digest: a digest stands for the same facts for ever.

    Parameters
    ----------
    most_bytes
        Of canonical JSON, together; parsed it takes about eight times as much memory. The newest
        document stays whatever its size.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._kept: OrderedDict[str, tuple[ProjectFacts, int]] = OrderedDict()
        self._bytes = 0

    def read(self, facts: bytes, digest: str) -> ProjectFacts:
        """Return what canonical facts say."""
        found = self._kept.get(digest)
        if found is None:
            project = ProjectFacts.model_validate_json(facts)
            self.keep(facts, digest, project)
            return project
        self._kept.move_to_end(digest)
        return found[0]

    def keep(self, facts: bytes, digest: str, project: ProjectFacts) -> None:
        """Remember what facts say that were just written, and forget the oldest."""
        if digest in self._kept:
            return
        self._kept[digest] = project, len(facts)
        self._bytes += len(facts)
        while self._bytes > self._most and len(self._kept) > 1:
            _, (_, size) = self._kept.popitem(last=False)
            self._bytes -= size
