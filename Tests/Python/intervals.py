"""Numbers that may be unknown (bounds), booleans that may be unknown (None): exact, on fractions."""

from fractions import Fraction

INFINITY = float("inf")


class Bounds:
    """Every number from low to high; certain when they are equal; `null` when it may be no number."""

    def __init__(self, low, high, null=False):
        self.low, self.high, self.null = low, high, null

    @staticmethod
    def of(number):
        number = Fraction(number)
        return Bounds(number, number)

    @property
    def certain(self):
        return self.low == self.high and not self.null

    def __add__(self, other):
        return Bounds(self.low + other.low, self.high + other.high, self.null or other.null)

    def __neg__(self):
        return Bounds(-self.high, -self.low, self.null)

    def __sub__(self, other):
        return self + (-other)

    def __mul__(self, other):
        products = [times(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return Bounds(min(products), max(products), self.null or other.null)

    def __truediv__(self, other):
        if other.low <= 0 <= other.high:
            if other.low == 0 and other.high > 0 and self.low >= 0:
                low = Fraction(0) if other.high == INFINITY else Fraction(self.low) / other.high
                return Bounds(low, INFINITY, True)
            return Bounds(-INFINITY, INFINITY, True)
        ends = [over(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return Bounds(min(ends), max(ends), self.null or other.null)

    def hull(self, other):
        return Bounds(min(self.low, other.low), max(self.high, other.high), self.null or other.null)


def times(a, b):
    return Fraction(0) if a == 0 or b == 0 else a * b


def over(a, b):
    if b in (INFINITY, -INFINITY):
        return Fraction(0)
    if a in (INFINITY, -INFINITY):
        return a if b > 0 else -a
    return Fraction(a) / b


ZERO, ONE = Bounds.of(0), Bounds.of(1)


def at_most(a, b):
    """a ≤ b: True, False or None."""
    if a.null or b.null:
        return None
    if a.high <= b.low:
        return True
    return False if a.low > b.high else None


def below(a, b):
    if a.null or b.null:
        return None
    if a.high < b.low:
        return True
    return False if a.low >= b.high else None


def smallest(values):
    values = list(values)
    return Bounds(min(v.low for v in values), min(v.high for v in values), any(v.null for v in values))


def largest(values):
    values = list(values)
    return Bounds(max(v.low for v in values), max(v.high for v in values), any(v.null for v in values))


def both(*conditions):
    if any(c is False for c in conditions):
        return False
    return None if any(c is None for c in conditions) else True


def either(*conditions):
    if any(c is True for c in conditions):
        return True
    return None if any(c is None for c in conditions) else False


def negation(condition):
    return None if condition is None else not condition


def choose(condition, yes, no):
    """A number: one branch, or anything between both."""
    if condition is True:
        return yes()
    if condition is False:
        return no()
    return yes().hull(no())
