"""Who may use a server: users with their roles, the sessions in which they are logged in, the tokens of their programs."""
