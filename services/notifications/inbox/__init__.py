"""The inbox: one notification per addressed officer, made by events, read and acknowledged by its officer."""
