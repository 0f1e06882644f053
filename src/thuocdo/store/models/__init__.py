"""The rows, one file an idea."""

from thuocdo.store.models.log import Act, AuditRow, Change
from thuocdo.store.models.obligations import Document, Draft, Obligation, Task
from thuocdo.store.models.people import Holding, Person, Post
from thuocdo.store.models.plans import OrgUnit, PlanVersion, RegisterVersion
from thuocdo.store.models.submissions import (
    Comment,
    Decision,
    Evidence,
    GivenReason,
    Item,
    Submission,
    Value,
    Version,
)

__all__ = [
    "Act",
    "AuditRow",
    "Change",
    "Comment",
    "Decision",
    "Document",
    "Draft",
    "Evidence",
    "GivenReason",
    "Holding",
    "Item",
    "Obligation",
    "OrgUnit",
    "Person",
    "PlanVersion",
    "Post",
    "RegisterVersion",
    "Submission",
    "Task",
    "Value",
    "Version",
]
