// The RP2350's single-cycle block as core 0 sees it: pins, the FIFO to core 1, spinlocks, doorbells; and the
// coprocessor that does to the pins what its registers do. Nothing is on the pins but pulls, and core 1 is not there.

import { Registers } from "./registers.mjs";

const FIFO = { valid: 1, ready: 2 };
const ACTIONS = [
  (_, x) => x,
  (was, x) => was ^ x,
  (was, x) => was | x,
  (was, x) => was & ~x,
];

export class Pins {
  out = new Int32Array(2); // what is driven, low and high pins
  enabled = new Int32Array(2);

  // `pulledUp(half)` is a word of pins whose pads pull them up.
  constructor(pulledUp) {
    this.pulledUp = pulledUp;
  }

  read(half) {
    const enabled = this.enabled[half];
    return (this.out[half] & enabled) | (this.pulledUp(half) & ~enabled);
  }
}

export class Sio extends Registers {
  constructor(pins, remark) {
    super();
    this.locks = 0;
    this.fifo = [];
    this.pins = pins;
    const special = (offset, read, write) => this.special.set(offset, { read, write });
    special(0x00, () => 0);
    for (const half of [0, 1]) {
      special(0x04 + 4 * half, () => pins.read(half));
      [pins.out, pins.enabled].forEach((words, which) => {
        const base = 0x10 + 0x20 * which + 4 * half;
        // In the order of the registers: itself, set, clear, toggle.
        [0, 2, 3, 1].forEach((action, i) => {
          special(base + 8 * i, () => words[half], (x) => (words[half] = ACTIONS[action](words[half], x)));
        });
      });
    }
    special(0x50, () => FIFO.ready | (this.fifo.length > 0 ? FIFO.valid : 0), () => {});
    special(0x54, () => 0, () => remark("core 1 was called, which this chip does not have"));
    special(0x58, () => this.fifo.shift() ?? 0);
    special(0x5c, () => this.locks);
    for (let i = 0; i < 32; i++) {
      special(0x100 + 4 * i, () => this.take(1 << i), () => (this.locks &= ~(1 << i)));
    }
  }

  take(lock) {
    if ((this.locks & lock) !== 0) {
      return 0;
    }
    this.locks |= lock;
    return lock;
  }

  // Core 1 comes out of its reset and says so.
  wakeOther() {
    this.fifo = [0];
  }
}

// hardware_gpio_coproc's operations: opc1 0 to 3 on all pins, 4 to 7 on one, 8 to 11 on one half by its number.
export class PinCoprocessor {
  constructor(pins, unknown) {
    Object.assign(this, { pins, unknown });
  }

  words(register) {
    return [this.pins.out, this.pins.enabled][register >> 2] ?? this.unknown(register);
  }

  read(code) {
    const register = code & 15;
    if (((code >>> 21) & 7) !== 0 || ((code >>> 5) & 7) !== 0) {
      return this.unknown(code);
    }
    return register >= 8 ? this.pins.read(register & 1) : this.words(register)[register & 1];
  }

  readPair(code) {
    return [0, 1].map((half) => ((code & 15) >= 8 ? this.pins.read(half) : this.words(code & 15)[half]));
  }

  write(code, x) {
    const [operation, register] = [(code >>> 21) & 7, code & 15];
    const words = this.words(register);
    if (operation < 4) {
      words[register & 1] = ACTIONS[operation](words[register & 1], x);
    } else {
      this.change(words, operation & 3, x, 1);
    }
  }

  writePair(code, first, second) {
    const [operation, register] = [(code >>> 4) & 15, code & 15];
    const words = this.words(register);
    if (operation < 4) {
      words[0] = ACTIONS[operation](words[0], first);
      words[1] = ACTIONS[operation](words[1], second);
    } else if (operation < 8) {
      this.change(words, operation & 3, first, second & 1);
    } else if (operation < 12) {
      words[second & 1] = ACTIONS[operation & 3](words[second & 1], first);
    } else {
      this.unknown(code);
    }
  }

  // One pin: put, toggle, set, clear, the last three where `bit` is one.
  change(words, action, pin, bit) {
    const [half, mask] = [(pin >> 5) & 1, 1 << (pin & 31)];
    if (action === 0) {
      words[half] = bit === 0 ? words[half] & ~mask : words[half] | mask;
    } else if (bit !== 0) {
      words[half] = ACTIONS[action](words[half], mask);
    }
  }

  perform(code) {
    this.unknown(code);
  }
}
