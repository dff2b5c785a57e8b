"""How the two sides of a comparison are read: from files, folders, standard input and git."""
