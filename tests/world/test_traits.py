"""Traits have the distributions and the correlation that were asked for, and streams of their own."""

import math
from dataclasses import replace

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.experiment.worlds import rank_correlation
from sim.families.distributions import DISTRIBUTIONS
from sim.families.networks import NETWORKS
from sim.families.traits import TRAITS
from sim.ground.draws import ONCE, stream
from sim.world.people import People, reporting_line
from sim.world.ties import Ties

PEOPLE = 20_000
EVEN = (np.arange(PEOPLE) + 0.5) / PEOPLE


def network(**attributes) -> Ties:
    """A preferential attachment network with columns."""
    ties = NETWORKS.part("scale-free").function(stream(1, 0, "network"), people=PEOPLE, links=5)
    return Ties(ties.starts, ties.peers, ties.weights, attributes=attributes)


@pytest.mark.parametrize(
    ("name", "options", "oracle"),
    [
        ("normal", {"mean": 0.38, "sd": 0.12}, scipy.stats.norm(0.38, 0.12)),
        ("beta", {"a": 2, "b": 5}, scipy.stats.beta(2, 5)),
        ("uniform", {"low": -1, "high": 3}, scipy.stats.uniform(-1, 4)),
    ],
)
def test_distributions_are_those_of_scipy(name, options, oracle):
    """Values are scipy's quantiles of the draws."""
    values = DISTRIBUTIONS.part(name).function(EVEN, network(), **options)
    np.testing.assert_allclose(values, oracle.ppf(EVEN), rtol=1e-9, atol=1e-12)


def test_the_other_distributions():
    """Constant is one value, evenly spaced deals each value once, a column is what it says."""
    ties = network(keen=EVEN * 2)
    assert set(DISTRIBUTIONS.part("constant").function(EVEN, ties, value=0.3)) == {0.3}
    dealt = DISTRIBUTIONS.part("evenly-spaced").function(stream(1, 0, "x").random(PEOPLE), ties, low=0, high=PEOPLE - 1)
    assert sorted(dealt) == list(range(PEOPLE))
    assert dealt.tolist() != sorted(dealt)
    np.testing.assert_array_equal(DISTRIBUTIONS.part("column").function(EVEN, ties, name="keen"), EVEN * 2)


@pytest.mark.parametrize("asked", [-0.9, -0.3, 0.0, 0.5, 0.95])
@pytest.mark.parametrize("trait", ["passion", "threshold"])
def test_rank_correlation_is_as_asked(asked, trait):
    """The realised rank correlation to the audience is what was asked, but for chance and equal audiences."""
    ties = network()
    draw = TRAITS.part(trait).function
    values = draw(ties, stream(2, 0, trait), values=lambda draws, _: draws, correlation_with_degree=asked)[trait]
    realised = rank_correlation(values, ties)
    assert realised == pytest.approx(scipy.stats.spearmanr(values, ties.audience_sizes).statistic)
    # Two in five here have the least audience: equal ranks take off up to a tenth.
    assert abs(asked) * 0.9 - 4 / math.sqrt(PEOPLE) <= abs(realised) <= abs(asked) + 4 / math.sqrt(PEOPLE)
    assert realised * asked >= 0
    assert scipy.stats.kstest(values, "uniform").pvalue > 1e-4


def test_resistance_is_unit_exponential():
    """R_i has the law of a unit exponential and is never 0."""
    values = TRAITS.part("resistance").function(network(), stream(1, 0, "resistance"))["resistance"]
    assert scipy.stats.kstest(values, "expon").pvalue > 1e-4
    assert values.min() > 0


@given(st.floats(0, 1))
@settings(max_examples=30, deadline=None)
def test_never_adopters_are_as_many_as_asked(share):
    """The share of never-adopters is exact to the person, and a greater share only adds people."""
    ties = NETWORKS.part("ring").function(stream(1, 0, "x"), people=50, ties=2)
    draw = TRAITS.part("never").function
    never = draw(ties, stream(1, 0, "never"), share=share)["never"]
    assert never.sum() == round(50 * share)
    assert (draw(ties, stream(1, 0, "never"), share=1.0)["never"] | never).all()


def test_streams_are_keyed():
    """Seed, run and name each give another stream; the same three the same one; ONCE belongs to no run."""
    keys = [(1, 0, "a"), (1, 0, "b"), (1, 1, "a"), (2, 0, "a"), (1, ONCE, "a")]
    draws = {key: stream(*key).random(4).tolist() for key in keys}
    assert len({tuple(values) for values in draws.values()}) == len(keys)
    assert all(stream(*key).random(4).tolist() == values for key, values in draws.items())


def test_streams_are_pinned():
    """The first numbers of a stream are those of every release: results that were published can be made again."""
    assert stream(2026, 0, "network").integers(1_000_000, size=3).tolist() == PINNED


PINNED = [641652, 881659, 144393]


def test_standard_passion():
    """b_i has mean 0 and sd 1, and is 0 for everyone where all are alike, whatever the value."""
    some = People(np.array([1.0, 2.0, 6.0]), np.ones(3), np.ones(3), np.zeros(3, bool))
    np.testing.assert_allclose([some.standard_passion.mean(), some.standard_passion.std()], [0, 1], atol=1e-15)
    alike = People(np.full(3, 0.1), np.ones(3), np.ones(3), np.zeros(3, bool))
    assert alike.standard_passion.tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"passion": np.array([1.0, np.nan])}, "passion must be finite"),
        ({"passion": np.array([1, 2])}, "passion must be float64"),
        ({"threshold": np.array([1.0, np.nan])}, "threshold must be a number"),
        ({"resistance": np.array([1.0, 0.0])}, "resistance must be above 0"),
        ({"never": np.array([0, 1])}, "never must be yes or no"),
        ({"resistance": np.ones(3)}, "resistance must have one value a person"),
        ({"tribe": "team"}, "tribe must be an attribute"),
        ({"manager": np.array([-1, 2], np.int32)}, "managers must be people"),
        ({"manager": np.array([-1, 0])}, "manager must be int32"),
        ({"manager": np.array([1, 0], np.int32)}, "nobody may report to themselves"),
    ],
)
def test_impossible_people_are_refused(change, message):
    """People check themselves at birth, and name what is broken."""
    good = {"passion": np.ones(2), "threshold": np.ones(2), "resistance": np.ones(2), "never": np.zeros(2, bool)}
    with pytest.raises(ValueError, match=message):
        People(**(good | change))


def test_depth_is_the_distance_to_the_top():
    """The depth of a person is the number of managers above, counted one by one; names lead to the same line."""
    managers = ["", "a", "a", "b", "d", ""]
    line = reporting_line("abcdef", managers)
    assert line.tolist() == [-1, 0, 0, 1, 3, -1]
    assert replace(People.alike(6), manager=line).depth.tolist() == [0, 1, 1, 2, 3, 0]
    with pytest.raises(ValueError, match="nobody is called x, y"):
        reporting_line("ab", ["x", "y"])


@given(st.integers(2, 40), st.integers(1, 6), st.integers(0, 2**32))
@settings(max_examples=100, deadline=None)
def test_rank_correlation_is_that_of_scipy(people, levels, seed):
    """With equals among values and audiences, or without, Spearman's correlation is scipy's."""
    rng = np.random.default_rng(seed)
    pairs = rng.integers(people, size=(2, 2 * people))
    ties = Ties.from_pairs(people, *pairs[:, pairs[0] != pairs[1]])
    values = rng.integers(levels, size=people).astype(float) if levels < 6 else rng.random(people)
    found = rank_correlation(values, ties)
    if np.ptp(values) == 0 or np.ptp(ties.audience_sizes) == 0:
        assert np.isnan(found)
    else:
        assert found == pytest.approx(scipy.stats.spearmanr(values, ties.audience_sizes).statistic, abs=1e-12)
