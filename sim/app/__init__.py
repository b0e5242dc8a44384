"""The live page for a class: two strategies side by side, on this machine, without internet."""
