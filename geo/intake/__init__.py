"""The import doctor: files as people send them become checked frames; no row is lost on the way.

`gate` reads a file in a limited process and returns `Sheet`s; `doctor` recognises columns, proposes repairs
and returns an `Examination`; `assembly` makes an operation of them; `report` counts what was found.
"""
