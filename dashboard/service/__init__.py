"""Services: everything that somebody may do, each behind the question whether his role may."""
