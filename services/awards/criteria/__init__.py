"""Sets of criteria of a campaign: drafted, published, replaced by a newer version."""
