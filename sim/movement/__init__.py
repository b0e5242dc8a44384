"""The mechanisms of MODEL.md: what pushes one person, and when the push is enough."""
