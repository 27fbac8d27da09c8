# Opens a drawer when the access system asks for it. Stands for the product's application.
import time


def requested():
    return None  # a message from the bus, checked and fresh


while True:
    drawer = requested()
    if drawer is not None:
        print("drawer", drawer)
    time.sleep_ms(50)
