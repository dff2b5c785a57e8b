"""The databases that an environment can have, and what every client of them needs."""
