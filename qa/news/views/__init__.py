"""What is shown of derived news: stories, coverage, quotations, timelines."""
