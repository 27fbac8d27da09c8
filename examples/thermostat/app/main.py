# Keeps a room warm. Stands for the product's application; mpsec looks at its surroundings.
import time

from machine import Pin

relay = Pin(4, Pin.OUT)


def wanted():
    return 20.0


def measured():
    return 20.5


while True:
    relay.value(measured() < wanted())
    time.sleep(1)
