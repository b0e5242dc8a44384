"""Evidence that several parts share, since they rest on the same published studies."""

from sim.families.evidence import Evidence

BANERJEE = "Banerjee et al. 2013, Science 341:1236498"
CENTOLA = "Centola 2010, Science 329:1194"
MINORITIES = "Centola & Baronchelli 2015, PNAS 112:1989; Centola et al. 2018, Science 360:1116"

TRIES = Evidence(
    "B",
    "word of a new loan passed along the ties of 43 villages, though from those who had not taken it too",
    BANERJEE,
)
FOLLOWS = Evidence(
    "B",
    "people differ in how many of their peers had adopted before them (Valente 1996, Social Networks 18:69), and "
    "groups tip in experiments",
    "Centola et al. 2018, Science 360:1116",
)
SEVERAL = Evidence("A", "word from several peers made adoption likelier in an experiment online", CENTOLA)
ENOUGH = Evidence("B", SEVERAL.basis, CENTOLA, "that nobody moves with fewer is an assumption")
SELDOM = Evidence("B", SEVERAL.basis, CENTOLA, "how seldom people move with fewer is an assumption")
TALKS = Evidence("B", "conventions form, and are overturned by committed minorities, in the laboratory", MINORITIES)
REMEMBERED = Evidence("B", TALKS.basis, MINORITIES, "how far back people remember is an assumption")
BASS = Evidence(
    "B",
    "first purchases of new products have curves of this shape, which other models have too",
    "Bass 1969, Management Science 15:215",
)
ALIKE = Evidence("C", "one threshold for everybody is a convention of models")
DRAWN = Evidence("C", "ties are drawn after a rule; real organisations differ from it")
OBSERVED = Evidence("B", "these are ties as somebody observed them; some will be missing or wrong")
PUBLISHED = Evidence("B", "a published network, as its author observed it")
