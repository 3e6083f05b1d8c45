"""What each agency owes because of a directive."""
