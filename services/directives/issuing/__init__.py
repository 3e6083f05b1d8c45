"""Issuing: a document from draft to the last chunk of its recipients."""
