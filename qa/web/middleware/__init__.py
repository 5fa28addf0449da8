"""Between the network and the pages: who may ask for what, and how much."""
