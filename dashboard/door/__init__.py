"""Door: nobody comes in who has not shown who he is. Knows HTTP and sockets, nothing of pages and plans."""
