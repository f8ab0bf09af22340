"""What the machine does each morning, and what people say about it."""
