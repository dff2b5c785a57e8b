"""The tests: a folder for each one of the package; support/ is what they share, cases/ wrong input, rules/ rules."""
