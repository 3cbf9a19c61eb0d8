"""What runs inside the limited process: one reader for each kind of file, from bytes to Arrow tables of text.

Nothing here is imported by the process that serves people, except `limits`. A reader takes the folder of one
request and returns drafts of sheets; what it cannot read it says by a `RefusedError`.
"""
