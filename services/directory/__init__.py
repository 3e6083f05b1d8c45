"""The directory: who the agencies and officers are, what they may do, and which days offices work."""
