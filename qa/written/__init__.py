"""Written answers: prose above the quotes, each sentence of it borne out by a quote that it cites, or not shown."""
