# tank.py - a tank that somebody draws water from.


class Tank:
    def __init__(self, litres):
        self._litres = litres

    def step(self, pumping):
        self._litres = max(0, self._litres + (2 if pumping else -1))
        return self._litres
