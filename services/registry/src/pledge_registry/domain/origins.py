"""What the registry wrote into a project by itself, and no file needs to know."""

from pledge_shared.contracts.project import ProjectFacts

from .documents import ProjectDocument

__all__ = ["with_origins_of"]

_LISTS = ("adjustments", "lineage")


def with_origins_of(stored: ProjectDocument, sent: ProjectDocument) -> ProjectDocument:
    """Keep a stored project's adjustments, lineage and budget revisions that a file leaves out.

    A file that states one of these lists replaces it.
    """
    before, after = stored.project, sent.project
    kept = {
        name: getattr(before, name)
        for name in _LISTS
        if getattr(before, name) and not getattr(after, name)
    }
    if before.budget.revisions and not after.budget.revisions:
        revisions = before.budget.revisions
        kept["budget"] = after.budget.model_copy(update={"revisions": revisions})
    return ProjectDocument.of(ProjectFacts.model_copy(after, update=kept)) if kept else sent
