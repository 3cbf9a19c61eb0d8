"""Definitions: what a number means, in one line and a formula, opened where the number stands."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.text import _


@dataclass(frozen=True)
class Definition:
    """What a number means, and how it is counted."""

    line: str
    formula: str = ""

    @property
    def text(self) -> str:
        """Both in one line, for a hint above a column."""
        return f"{self.line} {self.formula}".strip()


def of(key: str) -> Definition:
    """Return the definition of a number by its key."""
    return _all()[key]


def keys() -> tuple[str, ...]:
    """Return all keys."""
    return tuple(_all())


def _all() -> dict[str, Definition]:
    return {**_reach(), **_risk(), **_people(), **_posting(), **_studies()}


def _reach() -> dict[str, Definition]:
    return {
        "covered": Definition(
            _("TPS whose first unit arrives within the response threshold; on the minute is in time."),
            _("reached = number of TPS with minutes ≤ threshold"),
        ),
        "gaps": Definition(
            _("TPS that no responding unit reaches within the threshold; those nobody reaches at all count."),
            _("gaps = TPS − reached"),
        ),
        "travel_min": Definition(
            _("Minutes from the call until the first unit arrives: turnout and way."),
            _("straight line: turnout + distance × factor ÷ speed; by road: turnout + fastest way + walk"),
        ),
        "distance_m": Definition(
            _("Distance from the unit to the TPS: as the crow flies by straight line, else along the road.")
        ),
        "over_min": Definition(
            _("Minutes by which the first unit comes too late."), _("late = minutes − threshold")
        ),
        "covered_share": Definition(
            _("Share of the TPS that are reached in time."), _("share = reached ÷ TPS")
        ),
        "voters_share": Definition(
            _("Share of the registered voters whose TPS is reached in time."),
            _("share = voters of reached TPS ÷ voters"),
        ),
    }


def _risk() -> dict[str, Definition]:
    return {
        "score": Definition(
            _("Weighted mean of the known indicators, each scaled to 0–100 between its bounds."),
            _("score = Σ weight × indicator ÷ Σ weight"),
        ),
        "class_id": Definition(
            _("Class by score or set by hand with reason, author and date; the one set by hand holds.")
        ),
        "completeness": Definition(
            _("Share of the indicator weights for which data are there."),
            _("data = Σ weight of known indicators ÷ Σ weight"),
        ),
        "stable": Definition(
            _("Share of the TPS whose class stays the same when any one weight moves by 20 %.")
        ),
        "vulnerable": Definition(_("TPS of the classes vulnerable, very vulnerable and special.")),
    }


def _people() -> dict[str, Definition]:
    return {
        "personnel": Definition(
            _("People of all units in the plan, each counted once."), _("people = Σ people of the units")
        ),
        "need": Definition(
            _("People that the pattern posts at the TPS and the role plan asks for beside them."),
            _("need = Σ ⌈TPS of a class in a village ÷ TPS of a group⌉ × people of a group + Σ roles"),
        ),
        "strength": Definition(_("People there are of a force, in all units of the plan.")),
        "shortfall": Definition(
            _("People that are missing of a force after lawful stand-ins; to be asked for as BKO."),
            _("shortfall = need − strength − stand-ins, not below 0"),
        ),
        "surplus": Definition(
            _("People of a force beyond its need."), _("beyond need = strength − need, not below 0")
        ),
        "people_within": Definition(
            _("People of the responding units that can be at the TPS within so many minutes."),
            _("people = Σ people of the units with minutes ≤ limit"),
        ),
    }


def _posting() -> dict[str, Definition]:
    return {
        "served": Definition(
            _("TPS whose whole need of every force is posted; as many as any posting can serve."),
            _("best posting: most TPS by class, then fewest minutes × class"),
        ),
        "posted": Definition(_("People posted at TPS."), _("posted = Σ people of the posting list")),
        "left": Definition(
            _("People of a unit who are neither posted nor kept back."),
            _("left = people − kept back − posted"),
        ),
        "reserve": Definition(
            _("People of a unit who are kept back from posting: a share, or the whole unit by its kind.")
        ),
        "extra_min": Definition(
            _("Minutes by which the posted unit is farther than the nearest one."),
            _("more = minutes of the posted unit − minutes of the nearest unit"),
        ),
        "person_minutes": Definition(
            _("Travel minutes of all people of a unit together."), _("Σ people × minutes")
        ),
    }


def _studies() -> dict[str, Definition]:
    return {
        "closes": Definition(
            _("Gaps that a cure closes, counted by evaluating the plan with it."),
            _("closed = gaps before − gaps after"),
        ),
        "gain": Definition(
            _("TPS that one more post reaches beside the others, every number of posts at its best."),
            _("gain(n) = reached with n posts − reached with n − 1 posts"),
        ),
        "post_gains": Definition(
            _("TPS that nobody reaches in time now and this post would; two posts may reach the same TPS."),
            _("gaps closed = gaps with minutes from the post ≤ threshold"),
        ),
        "post_alone": Definition(_("Of these, the TPS that no other of the proposed posts reaches in time.")),
        "lost": Definition(
            _("TPS that fall out of reach when this unit or road is lost."),
            _("lost = reached before − reached after"),
        ),
        "lost_high_risk": Definition(_("Of these, the very vulnerable and special ones.")),
        "slower": Definition(_("TPS that somebody still reaches, but later than now.")),
        "second_alone": Definition(
            _("People of those wanted at the second TPS who would be there in time if nothing else happened.")
        ),
        "second_left": Definition(
            _("Of these, the ones left in time once the first TPS is served by the nearest units.")
        ),
        "second_wanted": Definition(
            _("People that an incident at the TPS asks for: the rule of its class, or a chosen number.")
        ),
        "enough_within": Definition(
            _("Share of the TPS at which as many people as an incident wants can be within so many minutes.")
        ),
        "delta": Definition(_("Plan B minus plan A."), _("± = B − A")),
        "readiness": Definition(
            _("Share of what was planned that is there on the day before."), _("ready = present ÷ planned")
        ),
        "departure": Definition(
            _("Latest whole minute at which every guard of the convoy is still at his TPS in time."),
            _("departure = hour to be there − way with its stops; mustering = departure − assembly"),
        ),
    }
