# Switches the light while the motion sensor sees somebody.
import time

from machine import Pin

sensor = Pin(15, Pin.IN)
lamp = Pin(16, Pin.OUT)

while True:
    lamp.value(sensor.value())
    time.sleep_ms(100)
