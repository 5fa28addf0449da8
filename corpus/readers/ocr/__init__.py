"""Pictures of text: read by Tesseract, a program that is installed with the system."""
