"""Khen thưởng: who deserves commendation, who asks for it, who decides it, and making it known."""
