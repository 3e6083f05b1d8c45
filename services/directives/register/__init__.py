"""The register of documents in: gapless arrival numbers, the stamp, warnings and their overrides."""
