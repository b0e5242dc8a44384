"""Networks from files: one reader a format."""

FORMATS = {
    ".csv": "edge-list",
    ".tsv": "edge-list",
    ".txt": "edge-list",
    ".graphml": "graphml",
    ".gml": "gml",
    ".gexf": "gexf",
    ".net": "pajek",
    ".paj": "pajek",
}
"""The reader for each ending of a file's name."""
