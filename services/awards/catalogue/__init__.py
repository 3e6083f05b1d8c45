"""Forms of commendation and the law behind each rule, as dated data."""
