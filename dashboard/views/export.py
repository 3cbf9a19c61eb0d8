"""Export: what leaves the screen, chosen, seen small, said in words, and made beside the page."""

from __future__ import annotations

import streamlit as st

from dashboard import cache, choices, proof, screen, state, text
from dashboard.export.order import Order
from dashboard.layers import STORE, Payload
from dashboard.press import Made
from dashboard.text import _
from geo.errors import GeoError
from geo.evaluate import Evaluation


def shown(order: Order, made: Made) -> None:
    """Show the small picture and what will be on it."""
    if made.body:
        first = _("The first page of the atlas") if order.product == "atlas" else _("The sheet, small")
        screen.picture(STORE.put(state.token(), Payload.file(made.body, "image/png")), first)
        if order.product == "atlas":
            screen.note(first)


def ordered(evaluation: Evaluation) -> Order | None:
    """Offer the choices; where they do not go together say so and return None."""
    try:
        return choices.order(evaluation)
    except GeoError as error:
        screen.notice(_("These choices do not go together.") + "\n" + text.error(error), kind="error")
        return None


def seen(order: Order) -> Made | None:
    """Return the preview; where the order cannot be made say why and return None."""
    try:
        return proof.seen(order)
    except GeoError as error:
        screen.notice(_("This cannot be made.") + "\n" + text.error(error), kind="error")
        return None


def main() -> None:
    """Show the page."""
    operation = cache.operation(str(state.operation()))
    evaluation = cache.evaluation(operation, state.scenario())
    screen.head(_("Print & export"), operation.meta.name, evaluation)
    told = st.container()
    left, right = st.columns([4, 5], gap="medium")
    with left:
        order = ordered(evaluation)
        table = st.container()
    if order is None:
        return
    with right:
        act, view = st.container(), st.container()
        with view:
            made = seen(order)
            if made is not None:
                shown(order, made)
    if made is not None:
        if order.suffix == ".csv":
            with table:
                order = choices.tabled(order, {key: title for key, title, _rows in made.about["tables"]})
        about = {**made.about, "all": evaluation.summary["stations"]}
        with told:
            screen.answer(proof.sentence(order, about), " ".join(proof.marks(evaluation, order.options)))
        with view:
            listed = proof.lines(order.product, about)
            if listed:
                screen.listed(_("What will be on it"), listed)
    with act:
        proof.buttons(order)
        proof.making(evaluation)
    screen.style("export")


if __name__ == "__main__":
    main()
