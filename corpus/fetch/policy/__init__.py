"""Which addresses may be asked, how often, and what robots.txt says."""
