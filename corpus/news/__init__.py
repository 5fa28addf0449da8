"""What the text of news tells besides its words: who is named, who said what, which figures, which days."""
