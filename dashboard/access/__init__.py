"""Access: who asks, what his role may do, and the one question that every service asks first."""

from dashboard.access.actor import OWNER, Actor
from dashboard.access.guard import ForbiddenError, needs
from dashboard.access.matrix import ACTIONS, ROLES, VIEWS, may

__all__ = ["ACTIONS", "OWNER", "ROLES", "VIEWS", "Actor", "ForbiddenError", "may", "needs"]
