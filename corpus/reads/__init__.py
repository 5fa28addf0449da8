"""Reading the catalogue, a file for each thing that is read; `corpus.snapshot` puts them together."""
