"""What people are like when the movement begins: each trait has a stream of its own (MODEL.md section 7)."""
