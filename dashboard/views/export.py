"""Export: what leaves the screen, chosen, seen small, said in words, and made beside the page."""

from __future__ import annotations

import streamlit as st

from dashboard import cache, choices, errands, pictures, proof, screen, state, text
from dashboard.export.order import Order
from dashboard.layers import STORE, Payload
from dashboard.press import Made
from dashboard.service import exports
from dashboard.text import _
from geo.errors import GeoError
from geo.evaluate import Evaluation

LAST, REFUSED, WHY = "export seen", "export refused", "export reason"


def picture(made: Made, *, stale: bool = False) -> str:
    """Show the small picture, if there is one, and return its address."""
    if not made.body:
        return ""
    address = STORE.put(state.token(), Payload.file(made.body, "image/png"))
    atlas = "pages" in made.about
    pictures.seen(address, _("The first page of the atlas") if atlas else _("The sheet, small"), stale=stale)
    if atlas and not stale:
        screen.note(_("The first page of the atlas"))
    return address


def ordered(evaluation: Evaluation) -> Order | None:
    """Offer the choices; where they do not go together say so and return None."""
    try:
        return choices.order(evaluation)
    except GeoError as error:
        screen.notice(_("These choices do not go together.") + "\n" + text.error(error), kind="error")
        return None


def seen(evaluation: Evaluation, order: Order) -> Made | None:
    """Return the preview; where the order cannot be made say why and return None."""
    try:
        return proof.seen(evaluation, order)
    except GeoError as error:
        screen.notice(_("This cannot be made.") + "\n" + text.error(error), kind="error")
        return None


def order_it(evaluation: Evaluation, order: Order) -> None:
    """Have made what was on the page when the button was clicked, whatever is chosen in the next moment."""
    state.language()
    words, name = choices.products()[order.product], proof.file_name(evaluation, order)
    try:
        seen_: Made | None = state.remembered(LAST, None)
        about = {**(seen_.about if seen_ else {}), "all": evaluation.summary["stations"]}
        errands.run(
            order,
            words,
            name,
            handed=proof.handed(evaluation, order),
            rows=proof.rows(order, about),
            reason=state.remembered(WHY, ""),
        )
    except GeoError as error:
        state.remember(REFUSED, text.error(error))


def act(evaluation: Evaluation, order: Order, address: str) -> None:
    """Offer to make what is ordered, and to copy what is seen of it; then what was made before."""
    if exports.asks_why(state.actor(), order.product, theme=order.options.theme):
        state.remember(
            WHY,
            st.text_input(
                _("Why you need the list (it is kept with the export)"),
                state.begun("export why", state.remembered(WHY, "")),
                key="export why",
                max_chars=120,
            ),
        )
    left, right = st.columns(2, gap="small")
    left.button(
        _("Make it"),
        type="primary",
        width="stretch",
        key="make",
        icon=":material/print:",
        on_click=order_it,
        args=(evaluation, order),
    )
    if address and order.product == "sheet":
        with right:
            as_png = order.model_copy(update={"suffix": ".png"})
            pictures.copying(address, proof.file_name(evaluation, as_png))
    refused = state.remembered(REFUSED, "")
    if refused:
        state.remember(REFUSED, "")
        screen.notice(_("Nothing was made.") + "\n" + refused, kind="error")
    errands.show()


def main() -> None:
    """Show the page."""
    operation = cache.operation(str(state.operation()))
    evaluation = cache.evaluation(operation, state.scenario())
    screen.head(_("Print & export"), operation.meta.name, evaluation)
    screen.style("export")
    told = st.container()
    left, right = st.columns([5, 9], gap="medium")
    with left:
        order = ordered(evaluation)
        details = st.container()
    with right:
        buttons, view = st.container(), st.container()
    if order is None:
        with buttons:
            errands.show()
        return
    marks = " ".join(proof.marks(evaluation, order.options))
    address = ""
    with view:
        made = seen(evaluation, order)
        last: Made | None = state.remembered(LAST, None)
        if made is not None:
            state.remember(LAST, made)
            address = picture(made)
        elif last is not None and last.body and order.product in choices.PICTURED:
            picture(last, stale=True)
        else:
            pictures.awaited(proof.awaited(order))
    if made is None:
        with told:
            screen.answer(proof.awaited(order), marks)
    else:
        with details:
            order = choices.detailed(order, made.about)
        about = {**made.about, "all": evaluation.summary["stations"]}
        with told:
            screen.answer(proof.sentence(order, about), marks)
        with view:
            if beside := proof.beyond(order, choices.came_from()):
                screen.notice(beside, kind="warning")
            listed = proof.lines(order, about)
            if listed:
                screen.listed(_("What will be on it"), listed)
    with buttons:
        act(evaluation, order, address)


if __name__ == "__main__":
    main()
