# main.py - opens a window by temperature; for ever.
import time

readings = 0
while True:
    readings += 1
    temperature = 18.5 + readings % 8
    print("window readings=%d t=%.1f %s" % (readings, temperature, "open" if temperature > 22 else "shut"))
    time.sleep_ms(100)
