# greenhouse.py - decides when the vent of the greenhouse opens, and remembers what must last.
import json

import sht30

# What an intruder is after: it lets anyone speak for this fleet. For demonstration only.
UPLINK_TOKEN = "gh-uplink-5f0c1f7e9b4d4a62"

SETTINGS_FILE = "/settings.json"
STATE_FILE = "/state.json"
LOG_FILE = "/vent.log"
LOG_LIMIT = 4096

DEFAULTS = {"open_above": 24.0, "close_below": 21.0, "period_ms": 200}
LIMITS = {"open_above": (0, 60), "close_below": (0, 60), "period_ms": (50, 5000)}


class SimulatedBus:
    """An I2C bus with one SHT30 on it. The air warms up and cools down in a slow triangle."""

    PERIOD = 120

    def __init__(self):
        self._step = 0

    def writeto(self, address, data):
        self._step = (self._step + 1) % self.PERIOD

    def readfrom(self, address, size):
        half = self.PERIOD // 2
        height = half - abs(self._step - half)  # 0 .. half
        temperature = 18.0 + 8.0 * height / half
        humidity = 60.0 - 20.0 * height / half
        frame = self._frame(int((temperature + 45) * 65535 / 175))
        return frame + self._frame(int(humidity * 65535 / 100))

    @staticmethod
    def _frame(word):
        data = bytes((word >> 8, word & 0xFF))
        return data + bytes((sht30.crc8(data),))


def _load(path):
    # A missing or spoiled file is no reason to let the plants cook.
    try:
        with open(path) as file:
            data = json.load(file)
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def _store(path, data):
    try:
        with open(path, "w") as file:
            json.dump(data, file)
    except OSError:
        pass


def load_settings():
    settings = dict(DEFAULTS)
    for name, value in _load(SETTINGS_FILE).items():
        low, high = LIMITS.get(name, (1, 0))
        if isinstance(value, (int, float)) and low <= value <= high:
            settings[name] = value
    if settings["close_below"] >= settings["open_above"]:
        return dict(DEFAULTS)
    return settings


def count_boot():
    boots = _load(STATE_FILE).get("boots", 0)
    boots = boots + 1 if isinstance(boots, int) and 0 <= boots < 1000000000 else 1
    _store(STATE_FILE, {"boots": boots})
    return boots


def log_vent(line):
    try:
        with open(LOG_FILE, "a") as file:
            if file.tell() < LOG_LIMIT:
                file.write(line + "\n")
    except OSError:
        pass


class Controller:
    def __init__(self, sensor, settings):
        self._sensor = sensor
        self._settings = settings
        self.temperature = 0.0
        self.humidity = 0.0
        self.vent_open = False

    def step(self):
        try:
            self.temperature, self.humidity = self._sensor.read()
        except (sht30.SensorError, OSError):
            return  # keep the vent as it is until the sensor answers again
        if self.temperature > self._settings["open_above"]:
            self._move(True)
        elif self.temperature < self._settings["close_below"]:
            self._move(False)

    def _move(self, vent_open):
        if vent_open != self.vent_open:
            self.vent_open = vent_open
            log_vent("vent %s at %.1f" % (self.vent_name(), self.temperature))

    def vent_name(self):
        return "open" if self.vent_open else "shut"
