# Measures and sends. Stands for the product's application; mpsec looks at its surroundings.
import time

from machine import ADC

probe = ADC(26)


def send(value):
    pass  # through the radio, with the network key


while True:
    send(probe.read_u16())
    time.sleep(600)
