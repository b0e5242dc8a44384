"""Published models as presets: each says in the words of a scenario's `influence:` what the model is (MODEL.md section 5)."""
