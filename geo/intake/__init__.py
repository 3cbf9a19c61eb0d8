"""The import doctor: files as people send them become checked frames, and no row is lost on the way.

`gate` reads a file in a limited process and returns `Sheet`s; `doctor` recognises columns, proposes repairs and
returns an `Examination`; `report` counts and words what was found.
"""
