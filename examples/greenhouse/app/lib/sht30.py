# sht30.py - driver for the Sensirion SHT30 temperature and humidity sensor on I2C.
#
# Stands for what a product takes from others: a driver copied into lib/ and frozen into the
# firmware of the board.

ADDRESS = 0x44
_MEASURE = b"\x2c\x06"  # single shot, high repeatability, clock stretching (datasheet, table 9)


class SensorError(Exception):
    pass


def crc8(data):
    crc = 0xFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = ((crc << 1) ^ 0x31) & 0xFF if crc & 0x80 else (crc << 1) & 0xFF
    return crc


def _word(frame, at):
    if crc8(frame[at : at + 2]) != frame[at + 2]:
        raise SensorError("checksum")
    return frame[at] << 8 | frame[at + 1]


class SHT30:
    def __init__(self, i2c, address=ADDRESS):
        self._i2c = i2c
        self._address = address

    def read(self):
        """Returns (temperature in degrees Celsius, relative humidity in percent)."""
        self._i2c.writeto(self._address, _MEASURE)
        frame = self._i2c.readfrom(self._address, 6)
        temperature = -45 + 175 * _word(frame, 0) / 65535
        humidity = 100 * _word(frame, 3) / 65535
        return temperature, humidity
