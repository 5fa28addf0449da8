"""What one article says, read out of its text: names, quotations, quantities, days."""
