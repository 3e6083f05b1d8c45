"""Awards: who deserves commendation, who asks for it, who decides it, what the public sees of it."""
