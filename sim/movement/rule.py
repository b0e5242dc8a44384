"""The rule of MODEL.md section 3, once: scalar functions of one person; no arrays, no randomness, no globals.

The agents call these functions, the compiled engine compiles them into its loop. Both call the compiled form,
because a compiled loop and a compiled scalar call never differ in a bit, while `math` and numpy can.
"""

import math

from sim.ground.elementary import exp, log1p, power
from sim.ground.kernels import kernel

FARTHEST = 700.0
"""Within this range exp(x) is neither 0 nor infinite: otherwise 0 times it could be nan."""


@kernel
def receptivity(readiness: float, keen: float, passion: float, openness: float) -> float:
    """x_i: how receptive a person is, on a log scale with 0 as neutral, kept within +-FARTHEST.

    `readiness` is beta_b, `keen` beta_Sb S_i, `passion` the standardised b_i, `openness` the sum of all other terms.
    """
    return min(max((readiness + keen) * passion + openness, -FARTHEST), FARTHEST)


@kernel
def force(persuasion: float, passion: float, authority: float, rank: float) -> float:
    """exp(y_j): how strongly a person is heard, a factor with 1 as neutral.

    `persuasion` is s_b, `passion` the standardised b_j, `authority` s_r, `rank` the standardised rank_j.
    """
    return exp(persuasion * passion + authority * rank)


@kernel
def influence(weight: float, peer_force: float) -> float:
    """v_ij = w_ij exp(y_j): how much of what i is exposed to comes from j."""
    return weight * peer_force


@kernel
def persuasive(chance: float, total_weight: float, divided: bool) -> float:
    """-ln(1 - p): the hazard of one attempt to persuade over a tie of weight 1; infinite where it is certain.

    `chance`: the probability p that the attempt succeeds, 0..1; if `divided`, p is 1 over the weight of all of the
    listener's ties instead (weighted cascade, Kempe et al. 2003).
    """
    p = 1.0 / total_weight if divided else chance
    if p >= 1.0:
        return math.inf
    return -log1p(-p)


@kernel
def attempt(persuasive: float, weight: float, peer_force: float) -> float:
    """c_ij exp(y_j): the push of one attempt of j to persuade i; a tie of weight 3 is three ties."""
    return math.inf if persuasive == math.inf else persuasive * weight * peer_force


@kernel
def repeated(contacts: float, persistence: float, fresh: float) -> float:
    """C_i(t+1) = delta C_i(t) + the attempts of those who adopted in step t (`fresh`)."""
    # Without persistence even a certain (infinite) attempt is made only once.
    return contacts * persistence + fresh if persistence > 0.0 else fresh


@kernel
def exposure(felt: float, total: float, divisor: float) -> float:
    """E_i: the influence of the peers who adopted over that of all peers to the power nu (`divisor`).

    nu = 1 gives a share, nu = 0 a count; a person without peers is exposed to nothing.
    """
    if total <= 0.0:
        return 0.0
    if divisor == 1.0:
        return felt / total
    if divisor == 0.0:
        return felt
    return felt / power(total, divisor)


@kernel
def felt(exposed: float, reinforcement: float) -> float:
    """E_i^omega: exposure, reinforced where omega (`reinforcement`) is above 1."""
    return exposed if reinforcement == 1.0 else power(exposed, reinforcement)


@kernel
def push(
    receptive: float, spontaneous: float, contagion: float, contacts: float, formal: float, stories: float
) -> float:
    """h_i: what pushes a person in one step: exp(x_i) times the sum of the sources.

    `receptive` is x_i; the sources are l0, q E_i^omega, C_i, f max(S_i, 0) and s B_i+.
    """
    return pushed(gain(receptive), spontaneous, contagion, contacts, formal, stories)


@kernel
def gain(receptive: float) -> float:
    """exp(x_i): what every push is multiplied by; the same in each step where receptivity does not change."""
    return exp(receptive)


@kernel
def pushed(gain: float, spontaneous: float, contagion: float, contacts: float, formal: float, stories: float) -> float:
    """h_i from exp(x_i) (`gain`) and the sources of the push."""
    return gain * (spontaneous + contagion + contacts + formal + stories)


@kernel
def linear_hazard(rate: float) -> float:
    """The hazard that makes the probability of a step exactly the rate: -ln(1 - min(1, rate)) (Rand & Rust 2011).

    With contacts that fade, more seeds can then reach fewer: two weak pushes in one step add up to more than one
    after the other, so that an earlier start is not always ahead (see sim/families/law_of_more.py).
    """
    if rate >= 1.0:
        return math.inf
    return -log1p(-rate)


@kernel
def heard(share: float, total: float, divisor: float) -> float:
    """F~_i in the unit of the threshold: a share as it is, or times D_i (`total`) where peers are counted."""
    return share * total if divisor == 0.0 else share


@kernel
def perceived(exposed: float, hearsay: float, heard: float) -> float:
    """E~_i: exposure as a person perceives it: what they see, and for a share v (`hearsay`) what they hear."""
    return exposed if hearsay == 0.0 else (1.0 - hearsay) * exposed + hearsay * heard


@kernel
def follows(perceived: float, threshold: float, receptive: float) -> bool:
    """Whether enough of a person's peers adopted: E~_i >= theta_i exp(-x_i), the open gate of a threshold."""
    return perceived >= bar(threshold, receptive)


@kernel
def bar(threshold: float, receptive: float) -> float:
    """theta_i exp(-x_i): the least exposure at which a person follows."""
    return threshold * exp(-receptive)
