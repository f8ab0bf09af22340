"""Reading a DOCX: the package of parts, the effective properties of every run, the paragraphs wherever they stand."""
