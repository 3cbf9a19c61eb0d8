"""The import page without a browser: files arrive, are examined, and its controls are found."""

from __future__ import annotations

import datetime as dt
import time

from dashboard import import_desk
from dashboard.import_desk import Desk
from tests.dashboard import arriving
from tests.dashboard.showing import DEMO, opened

PATIENCE_S = 60
STEPS = ("files", "columns", "found", "map", "make")


def blank(language="en", path=DEMO, mode=""):
    """Open the import before any file came in."""
    return opened(path, view="data", language=language, mode=mode, remembered={"data part": "import"})


def settled(app):
    """Wait until all files are read and examined."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        assert not app.exception
        now = desk(app)
        if now.files and (not now.sheets or now.seen.split()[:1] == [str(now.turn)]):
            return app
        time.sleep(0.1)
        app.run()
    raise TimeoutError


def arrived(*files, language="en", path=DEMO, step="files"):
    """Open the import with files that came in, at a step."""
    app = blank(language, path)
    app.file_uploader[0].set_value(list(files) or arriving.everything()).run()
    return at(settled(app), step)


def at(app, step):
    app.session_state["held"]["import step"] = step
    return settled(app.run())


def desk(app) -> Desk:
    return app.session_state["held"].get(import_desk.DESK, Desk())


def totals(app) -> dict[str, int]:
    return desk(app).outcome.totals.to_dict()


def button(app, key):
    (found,) = [it for it in app.button if str(it.key).startswith(key)]
    return found


def widget(kind, key):
    (found,) = [it for it in kind if str(it.key).startswith(key)]
    return found


def filled(app, **fields):
    """Fill in what no file says."""
    widget(app.text_input, "import name").set_value(fields.get("name", "Pilkades 2027"))
    widget(app.text_input, "import area").set_value("Polres Pasuruan")
    widget(app.date_input, "import day").set_value(dt.date(2027, 5, 2))
    return app.run()
