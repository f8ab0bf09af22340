"""Django's PostgreSQL backend, with prepared statements that nobody else on the connection can name."""
