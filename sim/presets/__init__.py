"""Published models as presets: each says in the words of a scenario's `influence:` what it is (MODEL.md, 5)."""
