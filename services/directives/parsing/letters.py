"""The Vietnamese letters, for patterns that must tell capitals from small ones."""

from __future__ import annotations

_MARKED = "ĐÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
UPPER = f"A-Z{_MARKED}"
LOWER = f"a-z{_MARKED.lower()}"
ANY = f"{UPPER}{LOWER}"
