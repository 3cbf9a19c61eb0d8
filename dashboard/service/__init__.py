"""Services: everything that somebody may do, each behind the question whether his role may.

A service takes who asks first and is guarded by `dashboard.access.needs`; it knows no page and no browser.
"""
