"""Published models as presets: each is a part that gives the settings of `influence:` in a scenario (MODEL.md, 5)."""
