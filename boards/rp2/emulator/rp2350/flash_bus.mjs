// The QSPI interface in direct mode: the few commands of a flash chip that firmware gives by hand.

import { Registers } from "./registers.mjs";

const CSR = { enable: 1, busy: 2, assert: 4, rxEmpty: 1 << 16, txEmpty: 1 << 11 };
const NO_ANSWER = 1 << 20; // of what is sent
const WRITTEN = CSR.assert | CSR.enable;
const ANSWERS = {
  0x05: () => [0x00], // status: idle
  0x35: () => [0x02], // status, second: four wires
  0x4b: (id) => [0, 0, 0, 0, ...id], // identity, behind four bytes that mean nothing
  0x9f: () => [0xef, 0x40, 0x16], // maker, kind, 4 MiB
};

export class FlashBus extends Registers {
  constructor(id) {
    super();
    this.id = Buffer.from(id, "hex");
    this.control = 0;
    this.received = [];
    this.answer = null; // what is left of the answer to a command; null: no command yet
    this.special.set(0, {
      read: () => this.control | CSR.txEmpty | (this.received.length === 0 ? CSR.rxEmpty : 0),
      write: (value) => this.select(value),
    });
    this.special.set(4, { read: () => 0, write: (value) => this.send(value) });
    this.special.set(8, { read: () => this.received.shift() ?? 0 });
  }

  select(value) {
    if (((this.control ^ value) & WRITTEN) !== 0) {
      this.answer = null; // another command begins
    }
    this.control = value & ~(CSR.busy | CSR.rxEmpty | CSR.txEmpty);
  }

  send(value) {
    let byte = 0;
    if (this.answer === null || (this.answer.length === 0 && (this.control & CSR.assert) === 0)) {
      this.answer = ANSWERS[value & 0xff]?.(this.id) ?? [];
    } else {
      byte = this.answer.shift() ?? 0;
    }
    if ((value & NO_ANSWER) === 0) {
      this.received.push(byte);
    }
  }
}
