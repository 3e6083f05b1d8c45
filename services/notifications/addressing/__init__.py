"""Who is meant: the officers that hold a role at an agency on a day."""
