# anemometer.py - turns the pulses of a cup anemometer into wind speed.


class Anemometer:
    METRES_PER_PULSE = 0.6  # one turn of the cups has two

    def __init__(self, counter):
        self._counter = counter
        self.gust = 0.0

    def read(self, seconds):
        """Metres per second over the last `seconds`."""
        speed = self._counter.take() * self.METRES_PER_PULSE / seconds
        self.gust = max(self.gust, speed)
        return speed


class SimulatedCups:
    """A breeze that comes and goes: so many pulses at a time."""

    def __init__(self):
        self._step = 0

    def take(self):
        self._step = (self._step + 1) % 16
        return 2 + abs(8 - self._step)
