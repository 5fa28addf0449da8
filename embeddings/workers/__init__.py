"""Reading and encoding on other machines; storing stays with the one writer."""
