"""The office's list in a workbook: its columns, how it is read, and what it would change."""
