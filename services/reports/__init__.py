"""Reports: what each agency owes because of a directive, what it hands in, how complete a subtree is."""
